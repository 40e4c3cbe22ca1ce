"""What is said on the terminal, in the terminal's own language."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext

from django.apps import apps
from django.db import InterfaceError, OperationalError
from django.utils import translation

from crm.errors import CrmError, gettext_noop


def language() -> str:
    """zh-hans where the locale of the terminal is Chinese, else en."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh-hans" if locale.lower().startswith("zh") else "en"


def say(sentence: str, **values: object) -> None:
    """Print one line: a msgid, translated, with its values."""
    with translation.override(language()):
        line = translation.gettext(sentence)
    sys.stdout.write((line % values if values else line) + "\n")
    sys.stdout.flush()


def complain(error: Exception) -> None:
    """Print what went wrong to stderr as one sentence; in English where it came before the translations."""
    with translation.override(language()) if apps.ready else nullcontext():
        sys.stderr.write(sentence(error) + "\n")


def sentence(error: Exception) -> str:
    """What a person can do about it, or at least what happened, in the active language."""
    if isinstance(error, CrmError):
        return error.translated() if apps.ready else str(error)
    if "No space left on device" in str(error):
        return _(gettext_noop("The disk is full. Free some space and start again; nothing is lost."))
    if isinstance(error, OperationalError | InterfaceError):
        words = str(error).strip().splitlines()[0]
        return _(gettext_noop("The database does not answer: %(reason)s")) % {"reason": words}
    return str(error)


def _(message: str) -> str:
    return translation.gettext(message) if apps.ready else message
