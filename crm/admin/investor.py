"""Investors with their funds."""

from __future__ import annotations

from django.contrib import admin

from crm.admin.record import RecordAdmin, VisibleInline
from crm.models import Fund, Investor


class FundInline(VisibleInline):
    model = Fund
    fields = ("name", "vintage", "size", "currency", "status", "visibility")
    show_change_link = True


@admin.register(Investor)
class InvestorAdmin(RecordAdmin):
    list_display = ("organisation", "kind", "relationship", "aum", "currency", "owner", "visibility", "created_on")
    list_filter = ("kind", "relationship", "visibility", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("organisation", "owner")
    date_hierarchy = "created_on"
    search_fields = (
        "organisation__name",
        "organisation__name_en",
        "organisation__legal_name",
        "organisation__aliases__name",
    )
    autocomplete_fields = ("organisation", "owner", "team")
    inlines = (FundInline,)


@admin.register(Fund)
class FundAdmin(RecordAdmin):
    list_display = ("name", "investor", "vintage", "size", "currency", "status", "owner", "visibility")
    list_filter = ("status", "vintage", "visibility", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("investor__organisation", "owner")
    date_hierarchy = "created_on"
    search_fields = ("name", "investor__organisation__name")
    autocomplete_fields = ("investor", "owner", "team")
