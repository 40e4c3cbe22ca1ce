"""The command: what it prints, what it writes, when it fails."""

import json
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils.translation import override

from crm.importing import market, plain
from crm.importing.columns import Parsed
from crm.importing.engine import Options, import_files
from crm.importing.progress import Bar
from crm.importing.session import Session
from crm.models import Fund, FxRate, Investor, Task

pytestmark = pytest.mark.django_db
Writing = Callable[..., Path]
TASKS = "title,due_on,is_done\n周会,2025-03-01,false\n坏行,2025-02-30,false\n月会,2025-03-08,true\n"


def _run(*arguments: object, language: str = "en") -> str:
    out = StringIO()
    with override(language):
        call_command("import_records", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_it_writes_the_report_and_the_rows_to_fix_beside_it(written: Writing, tmp_path: Path) -> None:
    path, folder = written("tasks.csv", TASKS), tmp_path / "out"
    folder.mkdir()
    said = _run(path, "--report", folder / "report.json")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert (report["created"], report["error_count"]) == ({"task": 2}, 1)
    assert (report["errors"][0]["line"], report["errors"][0]["column"]) == (3, "due_on")
    assert set(report["errors"][0]["reason"]) == {"en", "zh-hans"}
    failed = folder / "tasks.failed.csv"
    assert report["failed_rows"] == str(failed)
    assert failed.read_text(encoding="utf-8-sig").splitlines() == ["title,due_on,is_done", "坏行,2025-02-30,false"]
    assert "line 3, due_on" in said and str(failed) in said


def test_the_fixed_rows_complete_the_import(written: Writing, tmp_path: Path) -> None:
    _run(written("tasks.csv", TASKS), "--report", tmp_path / "report.json")
    failed = tmp_path / "tasks.failed.csv"
    failed.write_bytes(failed.read_bytes().replace(b"02-30", b"02-28"))
    assert "created: task 1" in _run(failed, "--report", tmp_path / "again.json")
    assert Task.objects.count() == 3


def test_it_speaks_chinese(written: Writing, tmp_path: Path) -> None:
    said = _run(written("tasks.csv", TASKS), "--report", tmp_path / "r.json", language="zh-hans")
    assert "第 3 行" in said and "这个日期不存在" in said


def test_a_dry_run_says_so(written: Writing, tmp_path: Path) -> None:
    assert "Dry run" in _run(written("tasks.csv", TASKS), "--dry-run", "--report", tmp_path / "r.json")
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("name", "text", "arguments"),
    [
        ("a.csv", "", []),
        ("a.csv", "甲,乙\n1,2\n", []),
        ("a.csv", "title\n周会\n", ["--format", "itjuzi"]),
        ("a.csv", "title\n周会\n", ["--format", "crunchbase"]),
        ("a.csv", "title\n周会\n", ["--model", "fund"]),
    ],
)
def test_a_file_that_cannot_be_imported_fails_with_a_sentence(
    name: str, text: str, arguments: list[str], written: Writing
) -> None:
    with pytest.raises(CommandError, match=r"a\.csv"):
        _run(written(name, text), *arguments)


def test_a_file_is_stored_whole_or_not_at_all(written: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    def store_and_fail(rows: Sequence[Parsed], session: Session) -> None:
        market.store_funds(rows, session)
        assert Fund.objects.exists()
        raise DatabaseError("the disk is full")

    monkeypatch.setitem(plain._STORES, "fund", store_and_fail)  # type: ignore[arg-type]
    rates = written("1.csv", "date,currency,rate_to_cny,rate_to_usd\n2024-01-01,USD,7.1,1\n")
    funds = written("2.csv", "name,investor,vintage\n一期,云杉创投,2019\n")
    with pytest.raises(DatabaseError):
        import_files([rates, funds], Options())
    assert (FxRate.objects.count(), Fund.objects.count(), Investor.objects.count()) == (1, 0, 0)


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else(written: Writing) -> None:
    drawn = []
    for stream in (_Terminal(), StringIO()):
        bar = Bar(stream)
        import_files([written("tasks.csv", TASKS)], Options(dry_run=True), bar)
        bar.close()
        drawn.append("tasks.csv" in stream.getvalue())
    assert drawn == [True, False]
