"""What every page of the back office keeps to: a person sees, chooses and deletes only what is theirs to see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.forms import ModelForm, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models.record import Record
from crm.queries import visible_to

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from crm.models import User

    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    RecordModelForm = ModelForm[Any]
else:
    ModelAdmin, TabularInline, RecordModelForm = admin.ModelAdmin, admin.TabularInline, ModelForm

ACCESS = ("owner", "team", "visibility", "created_on")


class VisibleChoices:
    """Foreign keys offer what the asker may see, with what the label of a choice needs fetched along."""

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        other = db_field.remote_field.model
        registered = self.admin_site.get_model_admin(other) if self.admin_site.is_registered(other) else None  # type: ignore[attr-defined]
        if isinstance(registered, VisibleAdmin):
            return registered.get_queryset(request)
        rows: QuerySet[Any] | None = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        return visible_to(other._default_manager.all() if rows is None else rows, asker(request))


class VisibleAdmin(VisibleChoices, ModelAdmin):
    """Lists, opens and deletes only what the asker may see: administrators too have no business with private records."""

    list_per_page = 50
    show_full_result_count = False
    list_select_related: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = visible_to(super().get_queryset(request), asker(request))
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No filter by what stands on a row: it would tell of records that are not shown."""
        try:
            field = self.model._meta.get_field(lookup.split("__")[0])
        except FieldDoesNotExist:
            return super().lookup_allowed(lookup, value, request)
        return field.concrete and super().lookup_allowed(lookup, value, request)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Refuses where unseen records would go along, and does not say which."""
        if _takes_unseen_along(objs, asker(request)):
            return [], {}, {_("records that only others may see")}, []
        return super().get_deleted_objects(objs, request)


class RecordForm(RecordModelForm):
    """A record of a team needs the team."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("visibility") == "team" and not cleaned.get("team"):
            raise ValidationError({"team": _("Choose the team that may see this record.")})
        return cleaned


class RecordAdmin(VisibleAdmin):
    """A record with an owner: who enters it has it, unless somebody else is named."""

    form = RecordForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = [name for name in self.get_fields(request, obj) if name not in ACCESS]
        return [(None, {"fields": own}), (gettext_lazy("Who may see it"), {"fields": ACCESS})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        own(obj, request, new=not change)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            if isinstance(row, Record):
                own(row, request, new=row.pk is None)
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()


class VisibleInline(VisibleChoices, TabularInline):
    """Rows below a record: those that the asker may see."""

    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_to(super().get_queryset(request), asker(request))


def own(record: Record, request: HttpRequest, *, new: bool) -> None:
    """Names the owner where nobody is named; a shared row from an import stays nobody's when it is only corrected."""
    if record.owner_id is None and (new or record.visibility != "firm"):
        record.owner_id = request.user.pk


def asker(request: HttpRequest) -> User | AnonymousUser:
    """The person at the page."""
    return request.user


def _takes_unseen_along(objs: Iterable[Model], user: User | AnonymousUser) -> bool:
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    collector.collect(list(objs))
    found: dict[Any, set[Model]] = dict(collector.model_objs)
    for model, rows in found.items():
        keys = [row.pk for row in rows]
        if visible_to(model._default_manager.filter(pk__in=keys), user).count() < len(keys):
            return True
    return False
