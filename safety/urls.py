"""The blank page, and the answers to “Was this page useful?”."""

from django.urls import path

from safety import feedback, views

urlpatterns = [
    path("-", views.blank, name="blank"),
    path("useful/<int:page_id>/", feedback.useful, name="useful"),
]
