"""What is said on the terminal, in the terminal's own language."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import django
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.utils import translation

from crm.errors import CrmError


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
    """Print what went wrong to stderr as one sentence; in English only where the settings themselves are wrong."""
    with suppress(ImproperlyConfigured):
        django.setup()
    if not apps.ready:
        sys.stderr.write(f"{error}\n")
        return
    with translation.override(language()):
        sys.stderr.write(f"{sentence(error)}\n")


def sentence(error: Exception) -> str:
    """What a person can do about it, or at least what happened, in the active language."""
    if isinstance(error, CrmError):
        return error.translated()
    if "No space left on device" in str(error):
        return translation.gettext("The disk is full. Free some space and start again; nothing is lost.")
    if isinstance(error, OperationalError | InterfaceError):
        words = str(error).strip().splitlines()[0]
        return translation.gettext("The database does not answer: %(reason)s") % {"reason": words}
    return str(error)
