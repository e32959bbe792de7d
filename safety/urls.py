"""The blank page."""

from django.urls import path

from safety import views

urlpatterns = [path("-", views.blank, name="blank")]
