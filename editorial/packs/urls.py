"""Addresses of packs: in the admin, and below `/embargo/` for invited readers."""

from django.urls import path

from editorial.packs import reading, views

admin_urlpatterns = [
    path("packs/<int:pack_id>/put-in/", views.put_in, name="pack_put_in"),
    path("packs/page/<int:page_id>/", views.put_page_in, name="pack_for_page"),
    path("packs/<int:pack_id>/take-out/<int:item_id>/", views.take_out, name="pack_take_out"),
    path("packs/<int:pack_id>/release/", views.release_now, name="pack_release_now"),
    path("packs/<int:pack_id>/stop/", views.stop, name="pack_stop"),
    path("packs/<int:pack_id>/invite/", views.invite_reader, name="pack_invite_reader"),
    path(
        "packs/<int:pack_id>/readers/<int:reader_id>/revoke/",
        views.revoke_reader,
        name="pack_revoke_reader",
    ),
]

urlpatterns = [
    path("", reading.door, name="reader-door"),
    path("<int:pack_id>/", reading.pack, name="reader-pack"),
    path("<int:pack_id>/pages/<int:page_id>/", reading.page, name="reader-page"),
    path(
        "<int:pack_id>/files/documents/<int:document_id>/<str:filename>",
        reading.document,
        name="reader-document",
    ),
    path("<int:pack_id>/files/<path:path>", reading.picture, name="reader-picture"),
]
