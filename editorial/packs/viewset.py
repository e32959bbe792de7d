"""Packs in the admin: their list, and one page for each that shows how it stands."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from editorial.models import EmbargoPack
from editorial.packs.contents import PackIsReleased, dissolve, set_time
from editorial.packs.forms import PackForm, PutInForm
from editorial.packs.preflight import obstacles_of


class CreatePackView(generic.CreateView):
    success_message = "“%(object)s” is there. Put its pages, files and pictures into it."

    def get_success_url(self):
        return self.get_edit_url()


class PackView(generic.EditView):
    """Where a pack stands: what is in the way, what is in it, when it goes live, who reads it."""

    template_name = "editorial/pack.html"
    success_message = "“%(object)s” is saved."

    @transaction.atomic
    def post(self, request: HttpRequest, *args, **options) -> HttpResponse:
        # Of two who save at once, the second waits here, and is then told of the first.
        EmbargoPack.objects.select_for_update().filter(pk=self.object_pk).first()
        return super().post(request, *args, **options)

    def save_instance(self):
        pack = self.form.instance
        if "title" in self.form.changed_data:
            EmbargoPack.objects.filter(pk=pack.pk).update(title=pack.title)
            log(pack, "wagtail.edit", user=self.request.user)
        if "release_at" in self.form.changed_data:
            return set_time(pack, pack.release_at, by=self.request.user)
        return pack

    def get_success_url(self):
        return self.get_edit_url()

    def get_success_buttons(self):
        return []

    def get_context_data(self, **options):
        pack = EmbargoPack.objects.get(pk=self.object.pk)
        items = pack.items.select_related("page", "document", "picture")
        obstacles = [] if pack.released_at else obstacles_of(pack)
        return super().get_context_data(**options) | {
            "pack": pack,
            "items": items,
            "obstacles": obstacles,
            "readers": pack.readers.all(),
            "put_in_form": PutInForm(),
            "now": timezone.now(),
        }


class DeletePackView(generic.DeleteView):
    @property
    def confirmation_message(self):
        return (
            "The pack goes, and the links of its readers with it. Its pages, files and pictures "
            "stay, as drafts: nothing of them goes live, and approvals are taken back."
        )

    def form_valid(self, form):
        try:
            dissolve(self.object, by=self.request.user)
        except PackIsReleased as problem:
            messages.error(self.request, problem.message)
        else:
            messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class PackViewSet(ModelViewSet):
    model = EmbargoPack
    icon = "lock"
    menu_label = "Embargo packs"
    menu_order = 240
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    add_view_class = CreatePackView
    edit_view_class = PackView
    delete_view_class = DeletePackView
    edit_template_name = PackView.template_name
    list_display = [
        "title",
        Column("release_words", label="Release time", sort_key="release_at"),
        Column("state", label="State"),
    ]
    search_fields = ["title"]

    def get_form_class(self, for_update=False):
        return PackForm
