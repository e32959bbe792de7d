"""Addresses of covers, below `/files/`."""

from django.urls import re_path

from publications import views

urlpatterns = [
    re_path(r"^covers/(?P<name>[0-9a-f]{32}-(?:large|small)\.webp)$", views.cover, name="cover"),
]
