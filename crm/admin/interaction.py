"""Interactions."""

from __future__ import annotations

from django.contrib import admin

from crm.admin.record import RecordAdmin
from crm.models import Interaction


@admin.register(Interaction)
class InteractionAdmin(RecordAdmin):
    list_display = (
        "happened_on",
        "kind",
        "subject",
        "investor",
        "company",
        "person",
        "next_step_due_on",
        "owner",
        "visibility",
    )
    list_display_links = ("happened_on", "subject")
    list_filter = ("kind", "next_step_done", "visibility", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("investor__organisation", "company__organisation", "person", "owner")
    date_hierarchy = "happened_on"
    search_fields = (
        "subject",
        "summary",
        "investor__organisation__name",
        "company__organisation__name",
        "person__name",
    )
    autocomplete_fields = ("investor", "company", "person", "owner", "team")
