"""The industry tree with its aliases."""

from __future__ import annotations

from django.contrib import admin

from crm.admin.record import VisibleAdmin, VisibleInline
from crm.models import Industry, IndustryAlias


class IndustryAliasInline(VisibleInline):
    model = IndustryAlias


@admin.register(Industry)
class IndustryAdmin(VisibleAdmin):
    list_display = ("name", "name_en", "parent", "level")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("name", "name_en", "aliases__name")
    autocomplete_fields = ("parent",)
    inlines = (IndustryAliasInline,)
