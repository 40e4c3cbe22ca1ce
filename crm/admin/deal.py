"""Deals with their investors, and the stages of deals."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest

from crm.admin.record import RecordAdmin, VisibleAdmin, VisibleInline
from crm.models import Deal, Investment, Stage, StageAlias


class InvestmentInline(VisibleInline):
    model = Investment
    autocomplete_fields = ("investor",)


@admin.register(Deal)
class DealAdmin(RecordAdmin):
    list_display = ("company", "stage", "announced_on", "amount", "currency", "amount_text", "owner", "visibility")
    list_filter = ("stage", "currency", "visibility", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("company__organisation", "stage", "owner")
    date_hierarchy = "announced_on"
    search_fields = (
        "company__organisation__name",
        "company__organisation__aliases__name",
        "stage__name_zh",
        "stage__name_en",
    )
    autocomplete_fields = ("company", "stage", "owner", "team")
    inlines = (InvestmentInline,)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """New investors stand after those who are there."""
        if formset.model is Investment:
            last = form.instance.investments.aggregate(last=Max("position"))["last"] or 0
            for number, row in enumerate(formset.extra_forms, last + 1):
                row.instance.position = number
        super().save_formset(request, form, formset, change)


@admin.register(Investment)
class InvestmentAdmin(VisibleAdmin):
    list_display = ("investor", "deal", "is_lead", "amount", "currency")
    list_filter = ("is_lead", "currency")
    list_select_related = ("investor__organisation", "deal__company__organisation", "deal__stage")
    date_hierarchy = "deal__announced_on"
    search_fields = ("investor__organisation__name", "deal__company__organisation__name")
    autocomplete_fields = ("investor", "deal")


class StageAliasInline(VisibleInline):
    model = StageAlias


@admin.register(Stage)
class StageAdmin(VisibleAdmin):
    list_display = ("code", "name_zh", "name_en", "rank")
    search_fields = ("code", "name_zh", "name_en", "aliases__name")
    inlines = (StageAliasInline,)
