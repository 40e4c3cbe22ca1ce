"""Notes on records."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from crm.admin.record import RecordAdmin
from crm.models import Note
from crm.models.note import TARGETS


@admin.register(Note)
class NoteAdmin(RecordAdmin):
    list_display = ("title", "record", "owner", "visibility", "created_on")
    list_filter = ("visibility", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = (
        "owner",
        "investor__organisation",
        "company__organisation",
        "fund",
        "deal__company__organisation",
        "deal__stage",
        "industry",
        "person",
        "interaction",
        "opportunity",
    )
    date_hierarchy = "created_on"
    search_fields = ("title", "body")
    autocomplete_fields = (*TARGETS, "owner", "team")

    @admin.display(description=_("record"))
    def record(self, note: Note) -> str:
        return next((str(found) for name in TARGETS if (found := getattr(note, name))), "")
