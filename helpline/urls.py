"""Addresses of the registry and of the pocket card. Those of the discreet card tell nothing."""

from django.urls import path, re_path

from helpline import views
from helpline.models.translations import ADDRESS

TAG = rf"(?P<tag>{ADDRESS})"
DISCREET = {"is_discreet": True}

urlpatterns = [
    path("helplines.json", views.helplines_json, name="helplines-json"),
    path("card/", views.card, name="card"),
    path("card/card.pdf", views.card_pdf, name="card-pdf"),
    path("numbers/", views.card, DISCREET, name="numbers"),
    path("numbers/numbers.pdf", views.card_pdf, DISCREET, name="numbers-pdf"),
    re_path(rf"^card/{TAG}/$", views.card, name="card-in-language"),
    re_path(rf"^card/{TAG}/card\.pdf$", views.card_pdf, name="card-pdf-in-language"),
    re_path(rf"^numbers/{TAG}/$", views.card, DISCREET, name="numbers-in-language"),
    re_path(
        rf"^numbers/{TAG}/numbers\.pdf$", views.card_pdf, DISCREET, name="numbers-pdf-in-language"
    ),
]
