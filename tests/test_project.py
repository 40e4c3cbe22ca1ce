"""The project as a whole is in step: migrations with models, translations with pages, pins with each other."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parent.parent
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURALS = {"ngettext", "ngettext_lazy"}
CONTEXTS = {"pgettext", "pgettext_lazy"}
LITERAL = r"""(u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))"""
IN_TEMPLATE = re.compile(rf"\b(_|gettext|ngettext|pgettext)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?")
PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

Message = tuple[str, str]  # context, msgid


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def in_code(file: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if called in MARKERS | PLURALS and words:
            yield "", words[0]
        elif called in CONTEXTS and len(words) > 1:
            yield words[0], words[1]


def in_template(file: Path) -> Iterator[Message]:
    for called, first, second in IN_TEMPLATE.findall(templatize(file.read_text("utf-8"))):
        words = [ast.literal_eval(word) for word in (first, second) if word]
        yield (words[0], words[1]) if called == "pgettext" else ("", words[0])


@cache
def wanted() -> dict[Message, str]:
    """Every sentence marked for translation, with a file that has it."""
    found: dict[Message, str] = {}
    code = [file for app in ("crm", "nlq") for file in (PROJECT / app).rglob("*.py") if "migrations" not in file.parts]
    for files, extract in ((code, in_code), ([*(PROJECT / "templates").rglob("*.html")], in_template)):
        for file in files:
            found |= dict.fromkeys(extract(file), file.relative_to(PROJECT).as_posix())
    return found


@cache
def catalogues() -> list[polib.POFile]:
    return [polib.pofile(str(file)) for folder in settings.LOCALE_PATHS for file in folder.glob("zh_Hans/*/*.po")]


@cache
def djangos() -> dict[Message, str]:
    """What Django itself says in Chinese."""
    import django

    files = Path(django.__file__).parent.rglob("zh_Hans/LC_MESSAGES/django.po")
    return {(entry.msgctxt or "", entry.msgid): entry.msgstr for file in files for entry in polib.pofile(str(file))}


def test_the_extraction_finds_sentences_in_code_and_pages() -> None:
    assert any(file.endswith(".html") for file in wanted().values())
    assert ("", "user") in wanted()


def test_every_sentence_is_there_in_chinese() -> None:
    ours = {
        (entry.msgctxt or "", entry.msgid) for catalogue in catalogues() for entry in catalogue.translated_entries()
    }
    missing = {
        message: file for message, file in wanted().items() if message[1] and message not in ours | djangos().keys()
    }
    assert missing == {}


def test_no_translation_is_half_done() -> None:
    entries = [entry for catalogue in catalogues() for entry in catalogue if not entry.obsolete]
    assert [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()] == []


def test_a_translation_has_the_places_of_its_original() -> None:
    entries = [entry for catalogue in catalogues() for entry in catalogue.translated_entries()]
    wrong = []
    for entry in entries:
        said = [entry.msgstr, *entry.msgstr_plural.values()]
        if any(
            set(PLACES.findall(entry.msgid_plural or entry.msgid)) != set(PLACES.findall(text)) for text in said if text
        ):
            wrong.append(entry.msgid)
    assert wrong == []


def test_a_sentence_is_said_the_same_way_everywhere() -> None:
    said: dict[Message, set[str]] = {}
    for catalogue in catalogues():
        for entry in catalogue.translated_entries():
            said.setdefault((entry.msgctxt or "", entry.msgid), set()).add(entry.msgstr)
    assert {message: words for message, words in said.items() if len(words) > 1} == {}


def pins(lines: list[str]) -> dict[str, str]:
    found = (re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", match[1]).lower(): match[2] for match in found if match}


def test_every_dependency_is_pinned_and_the_constraints_agree() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    ours = pins(asked)
    assert len(ours) == len(asked)
    constraints = pins((PROJECT / "deploy" / "constraints.txt").read_text("utf-8").splitlines())
    assert {name: version for name, version in ours.items() if constraints.get(name) != version} == {}


def test_ci_runs_the_suite_and_nothing_else() -> None:
    lines = (PROJECT / ".ci" / "run").read_text("utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -eu", 'cd "$(dirname "$0")/.."', "exec make test"]
