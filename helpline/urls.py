"""Addresses of the registry beside its pages."""

from django.urls import path

from helpline import views

urlpatterns = [path("helplines.json", views.helplines_json, name="helplines-json")]
