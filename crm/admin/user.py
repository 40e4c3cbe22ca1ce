"""Users and teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.admin.record import ModelAdmin
from crm.models import Team, User

if TYPE_CHECKING:
    TeamInline = admin.TabularInline[Any, Any]
    BaseUserAdmin = UserAdmin[User]
else:
    TeamInline, BaseUserAdmin = admin.TabularInline, UserAdmin


class Membership(TeamInline):
    """The teams of one user."""

    model = Team.members.through
    extra = 0
    autocomplete_fields = ("team",)
    verbose_name = _("team")
    verbose_name_plural = _("teams")


@admin.register(User)
class AnalystAdmin(BaseUserAdmin):
    """Who leaves is made inactive: deleting would leave private records to nobody."""

    list_display = ("username", "last_name", "first_name", "email", "language", "is_staff", "is_active", "last_login")
    list_filter = ("teams", "is_staff", "is_superuser", "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Language"), {"fields": ("language",)}))
    add_fieldsets = (*UserAdmin.add_fieldsets, (_("Language"), {"classes": ("wide",), "fields": ("language",)}))
    inlines = (Membership,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    list_display = ("name", "member_names")
    search_fields = ("name",)
    filter_horizontal = ("members",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("members")

    @admin.display(description=_("members"))
    def member_names(self, team: Team) -> str:
        return ", ".join(member.get_full_name() or member.username for member in team.members.all())
