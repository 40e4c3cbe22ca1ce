"""Organisations with their names, and the groups they belong to."""

from __future__ import annotations

from django.contrib import admin

from crm.admin.record import VisibleAdmin, VisibleInline
from crm.models import Alias, Group, Organisation


class AliasInline(VisibleInline):
    model = Alias


@admin.register(Organisation)
class OrganisationAdmin(VisibleAdmin):
    list_display = ("name", "name_en", "group", "country", "province", "city", "website")
    list_filter = ("country",)
    list_select_related = ("group",)
    search_fields = ("name", "name_en", "short_name", "legal_name", "aliases__name")
    autocomplete_fields = ("group",)
    inlines = (AliasInline,)


@admin.register(Group)
class GroupAdmin(VisibleAdmin):
    list_display = ("name",)
    search_fields = ("name",)
