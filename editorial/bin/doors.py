"""Each way by which Wagtail deletes a page, a picture or a file leads to the bin."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localtime
from rest_framework import status
from rest_framework.exceptions import ValidationError as Refused
from rest_framework.response import Response
from wagtail.actions.delete import DeleteAction
from wagtail.admin.api.actions.delete import DeletePageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages.utils import type_to_delete_confirmation
from wagtail.documents.views.multiple import DeleteView as DeleteUploadedFile
from wagtail.images.views.multiple import DeleteView as DeleteUploadedPicture
from wagtail.models import Page, ReferenceIndex

from core.models import BasePage, CustomDocument, CustomImage
from editorial.bin import keeping
from editorial.models import Deletion


def tell(request: HttpRequest, deletion: Deletion | None) -> None:
    """Say where the thing is now. Nothing, if it was in the bin before."""
    if deletion:
        last_day = localtime(deletion.gone_on)
        messages.success(
            request,
            f"“{deletion}” is in the bin. It can be brought back until {last_day:%-d %B %Y}.",
        )


def delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """In place of Wagtail's deletion, once the person has said that they are sure."""
    is_sure = request.method == "POST" and type_to_delete_confirmation(request)
    usage = ReferenceIndex.get_references_to(page).group_by_source_object()
    if not is_sure or usage.is_protected or not isinstance(page, BasePage):
        return None
    parent = page.get_parent()
    _delete(request, page)
    if address := get_valid_next_url_from_request(request):
        return redirect(address)
    return redirect("wagtailadmin_explore", parent.pk)


def _delete(request: HttpRequest, subject: models.Model) -> None:
    try:
        tell(request, keeping.delete(subject, by=request.user))
    except ValidationError as problem:
        messages.error(request, problem.message)


def delete_many(
    request: HttpRequest, action_type: str, subjects: Iterable[models.Model], action: BulkAction
) -> HttpResponse | None:
    """In place of Wagtail's bulk deletion of pages, pictures or files."""
    if action_type != "delete" or not issubclass(action.model, (Page, CustomDocument, CustomImage)):
        return None
    for subject in subjects:
        _delete(request, subject)
    return redirect(action.next_url)


class BinAction(DeleteAction):
    """What Wagtail's view for one picture or file does when it deletes it."""

    def _delete(self):
        return keeping.delete(self.instance, by=self.user)


class BinPageAPIAction(DeletePageAPIAction):
    """What the admin's own API does when it deletes a page."""

    def execute(self, instance, data):
        if not instance.permissions_for_user(self.request.user).can_delete():
            raise PermissionDenied
        try:
            keeping.delete(instance, by=self.request.user)
        except ValidationError as problem:
            raise Refused(problem.messages) from problem
        return Response(status=status.HTTP_204_NO_CONTENT)


class PagesWithBin(PagesAdminAPIViewSet):
    actions = PagesAdminAPIViewSet.actions | {"delete": BinPageAPIAction}


class UploadToBin:
    """For the screen that uploads many at once, where each can be deleted again."""

    def post(self, request: HttpRequest, **address: int) -> JsonResponse:
        self.model = self.get_model()
        self.object = get_object_or_404(self.model, pk=address[self.pk_url_kwarg])
        if not self.user_has_permission_for_instance("delete", self.object):
            raise PermissionDenied
        keeping.delete(self.object, by=request.user)
        return JsonResponse({"success": True, self.context_object_id_name: self.object.pk})


class UploadedPictureToBin(UploadToBin, DeleteUploadedPicture):
    pass


class UploadedFileToBin(UploadToBin, DeleteUploadedFile):
    pass


def out_of_bin() -> models.QuerySet:
    """The ids of all pages that choosers may offer."""
    return Page.objects.exclude(basepage__deleted_at__isnull=False).order_by().values("pk")
