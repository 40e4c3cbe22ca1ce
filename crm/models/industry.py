"""The industry tree, in both languages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Industry(models.Model):
    """A node of the industry tree. `level` is 1 for a top-level industry."""

    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True, default="")
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    level = models.PositiveSmallIntegerField(_("level"), default=1, editable=False)
    top = models.ForeignKey(
        "self",
        verbose_name=_("top-level industry"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
    )
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="crm_industry_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keeps `level` and `top` in step with `parent`; children follow when they are saved."""
        self.level = self.parent.level + 1 if self.parent else 1
        self.top = self.parent.top or self.parent if self.parent else None
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class IndustryAlias(models.Model):
    """Another word for an industry, as a source or an analyst says it."""

    industry = models.ForeignKey(Industry, verbose_name=_("industry"), on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("alias"), max_length=100)

    class Meta:
        ordering = ["name"]
        verbose_name = _("industry alias")
        verbose_name_plural = _("industry aliases")
        constraints = [models.UniqueConstraint(fields=["industry", "name"], name="crm_industry_alias_once")]

    def __str__(self) -> str:
        return self.name
