"""Opportunities."""

from __future__ import annotations

from django.contrib import admin

from crm.admin.record import RecordAdmin
from crm.models import Opportunity


@admin.register(Opportunity)
class OpportunityAdmin(RecordAdmin):
    list_display = (
        "name",
        "investor",
        "company",
        "stage",
        "status",
        "amount",
        "currency",
        "expected_close_on",
        "owner",
        "visibility",
    )
    list_filter = ("status", "stage", "visibility", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("investor__organisation", "company__organisation", "owner")
    date_hierarchy = "created_on"
    search_fields = ("name", "investor__organisation__name", "company__organisation__name")
    autocomplete_fields = ("investor", "company", "owner", "team")
