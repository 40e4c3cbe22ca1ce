#!/usr/bin/env python
"""Django's commands, with a database at hand: see `crm.launch.borrow`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
