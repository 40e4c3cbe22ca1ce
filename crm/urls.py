"""The addresses of the product."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from crm.views import entry, language

urlpatterns = [
    path("enter/<str:token>/", entry.enter, name="enter"),
    path("admin/", admin.site.urls),
    path("accounts/", include("django.contrib.auth.urls")),
    path("i18n/setlang/", language.switch, name="set_language"),
    path("", include("nlq.urls")),
]

handler500 = "crm.views.errors.broken"
