"""The export of the registry, and what staff do with it beside its forms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy

from helpline import exports
from helpline.live_texts import typed_in_live_texts
from helpline.models import Service
from helpline.overdue import note_check


def helplines_json(request: HttpRequest) -> HttpResponse:
    """All live helplines, for partners."""
    return exports.json_answer(Service.objects.live())


@require_POST
def checked_today(request: HttpRequest, service_id: int) -> HttpResponse:
    """Notes that somebody has called a helpline today and all still holds."""
    if not ModelPermissionPolicy(Service).user_has_permission(request.user, "publish"):
        raise PermissionDenied
    service = get_object_or_404(Service.objects.live(), pk=service_id)
    note_check(service, on=timezone.localdate(), user=request.user)
    messages.success(request, f"“{service}” says now that it was last checked today.")
    return redirect("wagtailadmin_home")


class TypedNumbersView(WagtailAdminTemplateMixin, TemplateView):
    """Live texts with a phone number that somebody typed."""

    page_title = "Typed phone numbers"
    header_icon = "mobile-alt"
    template_name = "helpline/typed_numbers.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"found": list(typed_in_live_texts())}
