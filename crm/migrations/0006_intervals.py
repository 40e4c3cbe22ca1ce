"""Columns of the analyst views that questions about intervals and our own raise need; added at the end of each view."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("crm", "0005_visible_with_parents")]
    # Columns cannot be taken out of a view that others stand on; the added ones do no harm to the older code.
    operations = [
        migrations.RunSQL((SQL / "intervals.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
