"""What the tests of importing share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm.importing.engine import Options, import_files
from crm.importing.report import Report

FIXTURES = Path(__file__).parents[2] / "fixtures" / "importing"


@pytest.fixture
def fixtures() -> Path:
    """The folder of invented files."""
    return FIXTURES


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """`written("a.csv", text)` puts a text, or bytes, into a file."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def imported() -> Callable[..., Report]:
    """`imported(path, **options)` imports one file and returns its report."""

    def run(path: Path, **options: object) -> Report:
        (report,) = import_files([path], Options(**options))  # type: ignore[arg-type]
        return report

    return run
