"""The stage table's first rows: code, rank, labels and the labels that sources use."""

from django.db import migrations

from crm import codes


def fill(apps, schema_editor):
    Stage = apps.get_model("crm", "Stage")
    StageAlias = apps.get_model("crm", "StageAlias")
    for rank, entry in enumerate(codes.code_list("deal_stage"), 1):
        stage = Stage.objects.create(code=entry.code, rank=rank * 10, name_zh=entry.zh, name_en=entry.en)
        for word in dict.fromkeys(entry.synonyms):
            StageAlias.objects.get_or_create(name=word, defaults={"stage": stage})


class Migration(migrations.Migration):
    dependencies = [("crm", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
