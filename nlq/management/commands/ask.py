"""`manage.py ask`: questions on the command line, one or a file of them; see the data contract for the JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.models import User
from nlq.text2sql.answer import Answer
from nlq.text2sql.ask import ask
from nlq.text2sql.keeping import answer_json

PRINTED = (
    "status", "grade", "caution", "sql", "params", "columns", "rows", "truncated", "restatement", "options", "nearest",
    "confidence", "reason", "timings_ms",
)  # fmt: skip


class Command(BaseCommand):
    help = "Answers a question in plain words, or a file of questions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question", nargs="?")
        parser.add_argument("--file", type=Path, help="JSON lines with id, question and perhaps today, user, follows")
        parser.add_argument("--user", help="a username; the first administrator when not given")
        parser.add_argument(
            "--lang", choices=["zh", "en"], help="the language of sentences; the question's own when not given"
        )
        parser.add_argument("--today", type=date.fromisoformat, help="the asked day, YYYY-MM-DD")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, question: str | None, file: Path | None, json: bool, **options: Any) -> None:
        if (question is None) == (file is None):
            raise CommandError(_("Give a question, or --file with questions."))
        kept: dict[str, int | None] = {}
        for item in _questions(file) if file else ({"id": None, "question": question},):
            answer = self._ask(item, options, _followed(item, kept))
            kept[str(item.get("id"))] = answer.id
            self.stdout.write(_json_line(item.get("id"), answer) if json or file else _text(answer))
            self.stdout.flush()

    def _ask(self, item: dict[str, Any], options: dict[str, Any], follows: int | None) -> Answer:
        question = str(item.get("question", ""))
        today = item.get("today") or options["today"] or timezone.localdate()
        return ask(
            question,
            user=_user(item.get("user") or options["user"]),
            language=options["lang"] or language_of(question),
            today=date.fromisoformat(today) if isinstance(today, str) else today,
            follows=follows,
        )


def _followed(item: dict[str, Any], kept: dict[str, int | None]) -> int | None:
    """The kept id of the line that this one follows up. Raises CommandError where no line before it bears that id."""
    follows = item.get("follows")
    if follows is None:
        return None
    if str(follows) not in kept:
        raise CommandError(_("No line before this one has the id «%(id)s».") % {"id": follows})
    return kept[str(follows)]


def language_of(text: str) -> str:
    """«zh» for a text with Chinese characters, else «en»."""
    return "zh" if any("一" <= char <= "鿿" for char in text) else "en"


def _user(name: str | None) -> User:
    users = User.objects.filter(is_active=True)
    user = users.filter(username=name).first() if name else users.filter(is_superuser=True).order_by("pk").first()
    if user is None:
        raise CommandError(_("There is no user «%(name)s».") % {"name": name or "-"})
    return user


def _questions(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(_("The file «%(file)s» cannot be read: %(why)s") % {"file": file, "why": error}) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield dict(json.loads(line))
            except ValueError as error:
                raise CommandError(_("Line %(number)d is no JSON object.") % {"number": number}) from error


def _json_line(identifier: object, answer: Answer) -> str:
    data = answer_json(answer)
    return json.dumps({"id": identifier, **{name: data[name] for name in PRINTED}}, ensure_ascii=False)


def _text(answer: Answer) -> str:
    data = answer_json(answer)
    lines = [answer.restatement or answer.reason]
    if answer.status == "answered":
        lines += [
            "\t".join(data["columns"]),
            *("\t".join("" if cell is None else str(cell) for cell in row) for row in data["rows"]),
        ]
        lines += ["", answer.sql or "", json.dumps(data["params"], ensure_ascii=False)]
    return "\n".join([*lines, *answer.options, *answer.nearest])
