"""Addresses of files and pictures, below `/files/`."""

from django.urls import path

from core import share_pictures
from core.media import serving

urlpatterns = [
    path("documents/<int:document_id>/<str:filename>", serving.document, name="document"),
    path(
        "documents/<int:document_id>/versions/<int:number>/<str:filename>",
        serving.document_version,
        name="document-version",
    ),
    path("share/<int:page_id>/<str:name>.png", share_pictures.picture, name="share-picture"),
    path("pictures/<path:path>", serving.picture, name="picture"),
]
