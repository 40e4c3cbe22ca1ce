"""People with their posts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.admin.record import RecordAdmin, VisibleInline, asker
from crm.models import Affiliation, Person
from crm.queries import visible_to


class AffiliationInline(VisibleInline):
    model = Affiliation
    autocomplete_fields = ("organisation",)


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    list_display = ("name", "posts", "city", "email", "phone", "owner", "visibility", "created_on")
    list_filter = ("visibility", ("owner", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("owner",)
    date_hierarchy = "created_on"
    search_fields = ("name", "email", "phone")
    autocomplete_fields = ("owner", "team")
    inlines = (AffiliationInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        posts = visible_to(Affiliation.objects.filter(ended_on=None), asker(request)).select_related("organisation")
        return super().get_queryset(request).prefetch_related(Prefetch("affiliations", posts, to_attr="current_posts"))

    @admin.display(description=_("posts"))
    def posts(self, person: Any) -> str:
        return ", ".join(" ".join(filter(None, (str(post.organisation), post.title))) for post in person.current_posts)
