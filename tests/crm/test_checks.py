"""What `manage.py check` warns of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crm import checks


def test_a_server_open_to_others_without_tls_is_warned_of(settings: Any) -> None:
    settings.HOST = "0.0.0.0"
    assert [warning.id for warning in checks.passwords_in_clear(None)] == ["crm.W001"]
    settings.HTTPS = True
    assert checks.passwords_in_clear(None) == []


@pytest.mark.parametrize("compiled", [True, False])
def test_a_catalogue_that_is_not_compiled_is_warned_of(compiled: bool, tmp_path: Path, settings: Any) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text("")
    if compiled:
        (folder / "django.mo").write_text("")
    settings.LOCALE_PATHS = [tmp_path]
    assert bool(checks.translations_compiled(None)) is not compiled
