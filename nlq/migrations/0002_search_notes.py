"""`search_notes(text)` of the data contract, in its first form: by words."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
DROP = "DROP FUNCTION analyst.search_notes(text); DROP FUNCTION analyst_internal.search_terms(text);"


class Migration(migrations.Migration):
    dependencies = [("nlq", "0001_question"), ("crm", "0003_analyst_schema")]
    operations = [migrations.RunSQL((SQL / "search_notes.sql").read_text(encoding="utf-8"), DROP)]
