"""The panel by which staff put a notice on all pages and take it off, each by one press."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_valid_next_url_from_request

from core.models import Alert


def may_put_up_notices(user: AbstractBaseUser) -> bool:
    return user.has_perms(["core.add_alert", "core.change_alert"])


class NoticeForm(forms.ModelForm):
    """A notice for all pages, from now on."""

    class Meta:
        model = Alert
        fields = ["heading", "text", "level"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args):
        initial = {"level": Alert.Level.URGENT}
        super().__init__(*args, initial=initial, auto_id="id_notice_%s")


class NoticePanel(Component):
    """What is up, what is ready, and a form for a new notice."""

    template_name = "core/notice_panel.html"

    def __init__(self, form: NoticeForm | None = None):
        self.form = form or NoticeForm()

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        now = timezone.now()
        return {
            "form": self.form,
            "up": Alert.objects.current(now=now).select_related("section"),
            "waiting": Alert.objects.waiting(now=now).select_related("section"),
            "back_to": get_valid_next_url_from_request(parent_context["request"])
            or parent_context["request"].path,
            "csrf_token": parent_context["csrf_token"],
        }


def back(request: HttpRequest) -> HttpResponse:
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


@require_POST
@user_passes_test(may_put_up_notices)
def put_up_new(request: HttpRequest) -> HttpResponse:
    form = NoticeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was put up yet. Say below what has happened.")
        return render(request, "core/notice_again.html", {"panel": NoticePanel(form)})
    _put_up(request, form.save(commit=False))
    return back(request)


@require_POST
@user_passes_test(may_put_up_notices)
def put_up(request: HttpRequest, alert_id: int) -> HttpResponse:
    _put_up(request, get_object_or_404(Alert, pk=alert_id))
    return back(request)


def _put_up(request: HttpRequest, alert: Alert) -> None:
    if alert.put_up(by=request.user):
        messages.success(request, f"“{alert}” is up. Visitors see it on the next page they open.")
    else:
        messages.warning(request, f"“{alert}” was not put up again: it is up, or it is over.")


@require_POST
@user_passes_test(may_put_up_notices)
def take_off(request: HttpRequest, alert_id: int) -> HttpResponse:
    alert = Alert.objects.filter(pk=alert_id).first()
    if alert and alert.take_off(by=request.user):
        messages.success(request, f"“{alert}” is off. No page shows it any more.")
    else:
        messages.warning(request, "Somebody has taken it off already. No page shows it any more.")
    return back(request)
