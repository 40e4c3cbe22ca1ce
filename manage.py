#!/usr/bin/env python
"""Starts the embedded PostgreSQL when DATABASE_URL is unset and none runs, then hands over to Django."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run the command; what a person can mend is told as a sentence (`--traceback` shows the rest)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError

    from crm import environment
    from crm.errors import StartError
    from crm.launch import borrow, speech

    environment.read_file(Path(os.environ.get("CRM_ENV_FILE", Path(__file__).resolve().parent / ".env")))
    try:
        with borrow.database(arguments):
            execute_from_command_line(["manage.py", *arguments])
    except (StartError, ImproperlyConfigured, OperationalError, InterfaceError, OSError) as error:
        if "--traceback" in arguments:
            raise
        speech.complain(error)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
