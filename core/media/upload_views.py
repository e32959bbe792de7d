"""Where pictures come in several at once, and where their sizes would be asked for."""

from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.images.forms import get_image_form
from wagtail.images.views import multiple


def no_such_size(request: HttpRequest) -> HttpResponse:
    raise Http404("Pictures have the sizes that our templates name.")


class AddPicturesView(multiple.AddView):
    """As Wagtail's, which keeps many pictures before anybody can describe them.

    Then a form for each asks.
    """

    def get_upload_form_class(self):
        return get_image_form(self.model, fields=["title", "file"])


class KeptUploadView(multiple.CreateFromUploadedImageView):
    """As Wagtail's, for a picture whose first form had something wrong, such as a title too long.

    Wagtail writes its file as it came, with its hidden data.
    """

    def save_object(self, form):
        self.object.file = File(self.upload.file.file, name=self.upload.file.name)
        self.object.uploaded_by_user = self.request.user
        form.save()
