"""Tasks."""

from __future__ import annotations

from django.contrib import admin

from crm.admin.record import RecordAdmin
from crm.models import Task


@admin.register(Task)
class TaskAdmin(RecordAdmin):
    list_display = ("title", "due_on", "is_done", "investor", "company", "owner", "visibility")
    list_filter = ("is_done", "visibility", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("investor__organisation", "company__organisation", "owner")
    date_hierarchy = "due_on"
    search_fields = ("title", "investor__organisation__name", "company__organisation__name")
    autocomplete_fields = ("investor", "company", "owner", "team")
