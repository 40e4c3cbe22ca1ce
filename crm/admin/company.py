"""Companies."""

from __future__ import annotations

from django.contrib import admin

from crm.admin.record import RecordAdmin
from crm.models import Company


@admin.register(Company)
class CompanyAdmin(RecordAdmin):
    list_display = ("organisation", "industry", "status", "founded_on", "owner", "visibility", "created_on")
    list_filter = ("status", "visibility", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("organisation", "industry", "owner")
    date_hierarchy = "created_on"
    search_fields = (
        "organisation__name",
        "organisation__name_en",
        "organisation__legal_name",
        "organisation__aliases__name",
    )
    autocomplete_fields = ("organisation", "industry", "owner", "team")
