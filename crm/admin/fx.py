"""Exchange rates."""

from __future__ import annotations

from django.contrib import admin

from crm.admin.record import ModelAdmin
from crm.models import FxRate


@admin.register(FxRate)
class FxRateAdmin(ModelAdmin):
    list_display = ("date", "currency", "rate_to_cny", "rate_to_usd")
    list_filter = ("currency",)
    date_hierarchy = "date"
    search_fields = ("currency",)
