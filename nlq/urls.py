"""The addresses of asking."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from nlq import measuring, reviewing, views

app_name = "nlq"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="nlq:ask"), name="home"),
    path("ask/", views.ask_page, name="ask"),
    path("ask/history/", views.history, name="history"),
    path("ask/accuracy/", measuring.accuracy, name="accuracy"),
    path("ask/memory/", reviewing.memory, name="memory"),
    path("ask/memory/<int:example_id>/", reviewing.review, name="review"),
    path("ask/vega.js", views.vega_bundle, name="vega"),
    path("ask/<int:question_id>/", views.answer, name="answer"),
    path("ask/<int:question_id>/values/", views.values, name="values"),
    path("ask/<int:question_id>/sql/", views.sql, name="sql"),
    path("ask/<int:question_id>/feedback/", reviewing.feedback, name="feedback"),
    path("ask/<int:question_id>/answer.<str:form>", views.export, name="export"),
]
