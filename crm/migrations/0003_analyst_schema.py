"""The `analyst` schema: roles, identity, row-level policies and the views of the data contract."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"

DROP = """
DROP SCHEMA analyst CASCADE;
DROP SCHEMA analyst_internal CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("crm", "0002_stages")]
    operations = [
        migrations.RunSQL((SQL / "analyst_roles.sql").read_text(encoding="utf-8"), DROP),
        migrations.RunSQL((SQL / "analyst_views.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
