"""What every record has: an owner, a team, a visibility and its dates."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm import codes


def today() -> Any:
    """The local calendar day, the default of `created_on`."""
    return timezone.localdate()


class Record(models.Model):
    """Abstract base. `visibility` says who sees the row: firm (all), team (its members and the owner), private (the owner)."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    team = models.ForeignKey(
        "crm.Team", verbose_name=_("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    visibility = models.CharField(_("visibility"), max_length=10, choices=codes.visibilities, default="firm")
    created_on = models.DateField(_("created on"), default=today)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, db_index=True)

    class Meta:
        abstract = True


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount in units of the currency beside it, two decimals, never negative, unknown is NULL."""

    default_validators = [MinValueValidator(0)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs = {"max_digits": 20, "decimal_places": 2, "null": True, "blank": True} | kwargs
        super().__init__(*args, **kwargs)


class CurrencyField(models.CharField):  # type: ignore[type-arg]
    """An ISO 4217 code; empty where no amount was recorded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        options: dict[str, Any] = {"max_length": 3, "blank": True, "default": "", "choices": codes.currencies}
        super().__init__(*args, **(options | kwargs))
