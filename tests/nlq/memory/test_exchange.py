"""Examples leave as a text file and come back the same; what is no example is reported and loses nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from crm.models import User
from nlq.memory.exchange import exported, imported
from nlq.memory.judging import judge
from nlq.memory.recall import recall
from nlq.memory.review import counted, decide
from nlq.models import Example
from nlq.text2sql.plan import parse
from tests.nlq.memory.conftest import COMPANIES, DEALS, asked, linked

LINE = {
    "pattern": ":v1 <investor>投过哪些公司",
    "plan": COMPANIES,
    "state": "approved",
    "confirmations": 3,
    "objections": 1,
}


def line(**changes: Any) -> str:
    return json.dumps(LINE | changes, ensure_ascii=False)


def examples(action: str, file: Path) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    with override("en"):
        call_command("examples", action, str(file), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def remembered(analyst: User, colleague: User, reviewer: User) -> None:
    decide(judge(asked(analyst), "right").example, "approved", reviewer)
    judge(asked(colleague), "right")
    judge(asked(analyst, plan=DEALS), "wrong", "hush")
    judge(asked(colleague, linked_text="Deals of :v1 <investor>?", plan=DEALS), "right")


def test_a_file_holds_sorted_lines_without_people_or_comments(remembered: None, tmp_path: Path) -> None:
    examples("export", tmp_path / "memory.jsonl")
    text = (tmp_path / "memory.jsonl").read_text("utf-8")
    lines = [json.loads(one) for one in text.splitlines()]
    assert [one["pattern"] for one in lines] == sorted(one["pattern"] for one in lines)
    assert {
        "pattern": LINE["pattern"],
        "plan": COMPANIES,
        "state": "approved",
        "confirmations": 2,
        "objections": 0,
    } in lines
    assert not any(word in text for word in ("lin", "nova", "hush") if word not in "linked")


def test_the_round_trip_gives_the_same_file(remembered: None, tmp_path: Path, analyst: User) -> None:
    before = list(exported())
    examples("export", tmp_path / "memory.jsonl")
    Example.objects.all().delete()
    assert "3 examples new" in examples("import", tmp_path / "memory.jsonl")[0]
    assert list(exported()) == before
    assert recall(linked(), analyst) == parse(COMPANIES)


def test_reading_a_file_again_changes_nothing(remembered: None) -> None:
    lines = list(exported())
    report = imported([*lines, *lines])
    assert (report.new, report.changed, report.same, report.bad) == (0, 0, 6, [])
    assert list(exported()) == lines


def test_lines_that_mean_the_same_become_one(db: None) -> None:
    report = imported(
        [
            line(),
            line(
                pattern=" :v7 <INVESTOR> 投過哪些公司？ ".replace("INVESTOR", "investor"),
                plan=json.loads(json.dumps(COMPANIES).replace(":v1", ":v7")),
            ),
        ]
    )
    assert (report.new, report.same) == (1, 1)


def test_what_was_reviewed_here_stays_and_what_was_not_follows_the_file(analyst: User, reviewer: User) -> None:
    example = judge(asked(analyst), "right").example
    decide(example, "rejected", reviewer)
    imported([line()])
    example.refresh_from_db()
    assert example.state == "rejected"
    decide(example, "proposed", reviewer)
    assert imported([line()]).changed == 1
    found = counted().get()
    assert (found.state, found.right, found.wrong) == ("approved", 3, 1)


BAD = [
    "no json",
    "[]",
    '{"pattern": 3, "plan": {"from": "deals"}}',
    line(plan={"from": "moons"}),
    line(plan=None),
    line(plan={"from": "companies", "where": [["name", "=", "云杉秘密资本"]]}),
    line(plan={"from": "companies", "where": [["place", "=", ":v2"]]}),
    line(plan={"from": "companies", "where": [["place", "=", ":v1"]]}, pattern=":v1 <money> 的公司"),
    line(pattern=":v1 <nonsense> 的公司"),
    line(pattern="电话 13800138000"),
    line(pattern="\x00 :v1 <investor>"),
    line().replace("投过", "\\ud800"),
    line(state="great"),
    line(confirmations=-1),
    line(confirmations="many"),
    line(objections=True),
    "[" * 5000,
    line(pattern="x" * 30_000),
]


def test_bad_lines_are_reported_by_number_and_the_others_kept(db: None) -> None:
    report = imported([line(), "", *BAD, line(plan=DEALS)])
    assert [number for number, _ in report.bad] == list(range(3, 3 + len(BAD)))
    assert all(reason for _, reason in report.bad)
    assert (report.new, Example.objects.count()) == (2, 2)


def test_the_command_ends_in_an_error_that_counts_them(db: None, tmp_path: Path) -> None:
    file = tmp_path / "memory.jsonl"
    file.write_text(f"{line()}\nno json\n", encoding="utf-8")
    err = io.StringIO()
    with pytest.raises(CommandError, match="1"):
        call_command("examples", "import", str(file), stdout=io.StringIO(), stderr=err)
    assert "2" in err.getvalue() and Example.objects.count() == 1
    assert "no json" in file.read_text("utf-8")


def test_a_file_that_cannot_be_read_or_written_is_said(db: None, tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xfa")
    for action, name in (("import", "absent"), ("import", "bytes"), ("export", "no/such/folder")):
        with pytest.raises(CommandError):
            examples(action, tmp_path / name)


def test_an_export_that_fails_leaves_the_file_as_it_was(
    remembered: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "memory.jsonl"
    file.write_text("before", encoding="utf-8")

    def full(*args: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CommandError, match="no space left"):
        examples("export", file)
    assert file.read_text("utf-8") == "before"
