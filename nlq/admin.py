"""Questions in the back office: each person's own, to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from nlq.models import Question

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Question]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(Question)
class QuestionAdmin(ModelAdmin):
    list_display = ("question", "status", "asked_for", "created_at")
    list_filter = ("status", "language")
    date_hierarchy = "created_at"
    search_fields = ("question", "sql")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).filter(asker_id=request.user.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
