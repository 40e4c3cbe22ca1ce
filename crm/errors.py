"""What can go wrong in the records' own package.

CrmError                    a sentence for a person, and what to do next
└── StartError              the product, or a command of it, cannot start
    ├── HomeError           the data folder is not ours, or a newer version's
    ├── EmbeddedError       the embedded PostgreSQL does not run
    ├── DatabaseError       a database is named, but does not answer
    ├── AlreadyRunning      another start holds the data folder
    ├── PortTaken           another program listens there
    └── BackupError         the copy before a migration failed
"""

from __future__ import annotations

from django.utils.translation import gettext


def gettext_noop(message: str) -> str:
    """Marks a sentence for translation; Django's own asks for its settings, which come later than some errors."""
    return message


class CrmError(Exception):
    """`sentence` is a msgid (marked with `gettext_noop`), `values` fill its places; `str()` is the English."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values

    def translated(self) -> str:
        """The sentence in the active language; Django must be set up."""
        return gettext(self.sentence) % self.values if self.values else gettext(self.sentence)


class StartError(CrmError):
    """The product, or a command of it, cannot start."""


class HomeError(StartError):
    """The data folder is not ours, or a newer version's."""


class EmbeddedError(StartError):
    """The embedded PostgreSQL does not run."""


class DatabaseError(StartError):
    """A database is named, but does not answer."""


class AlreadyRunning(StartError):
    """Another start holds the data folder."""


class PortTaken(StartError):
    """Another program listens there."""


class BackupError(StartError):
    """The copy before a migration failed."""
