"""Wagtail's screens for redirects, with our form."""

from wagtail.contrib.redirects import views

from operations.redirects.forms import RedirectForm


class AddView(views.CreateView):
    """May be opened with an old address filled in, from the list of those not found."""

    form_class = RedirectForm

    def get_initial(self):
        return super().get_initial() | {"old_path": self.request.GET.get("from", "")}


class EditView(views.EditView):
    form_class = RedirectForm
