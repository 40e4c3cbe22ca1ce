"""An import of an export's size, beside a bare COPY of the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from crm.importing.benchmark import measure
from nlq.bench.figure import Figure

SECONDS: Final = 30


def figures() -> Iterator[Figure]:
    """Both run in one transaction that is undone."""
    found = measure()
    note = _("%(companies)s companies, %(deals)s rounds") % {
        "companies": f"{found.companies:,}",
        "deals": f"{found.deals:,}",
    }
    yield Figure(_("import"), found.import_seconds, "s", SECONDS, note)
    note = _("COPY alone %(seconds).2f s") % {"seconds": found.copy_seconds}
    yield Figure(_("import, in times of a bare COPY"), found.ratio, "×", None, note)
