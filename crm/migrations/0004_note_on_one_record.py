"""The note's constraint as an expression that forms can check too; the SQL stays the same."""

from django.db import migrations, models
from django.db.models.lookups import LessThanOrEqual

TARGETS = ("investor", "company", "fund", "deal", "industry", "person", "interaction", "opportunity")


class Migration(migrations.Migration):
    dependencies = [("crm", "0003_analyst_schema")]
    operations = [
        migrations.RemoveConstraint("note", "crm_note_on_one_record"),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(
                name="crm_note_on_one_record",
                condition=LessThanOrEqual(
                    models.Func(*TARGETS, function="num_nonnulls", output_field=models.IntegerField()), 1
                ),
                violation_error_message="A note stands on one record at most.",
            ),
        ),
    ]
