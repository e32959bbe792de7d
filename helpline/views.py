"""The export of the registry, the pocket card, and what staff do beside the forms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy

from core.media.sending import send
from helpline import exports
from helpline.card_making import sheet_of
from helpline.live_texts import typed_in_live_texts
from helpline.models import IN_ENGLISH, InEnglish, Language, Service
from helpline.overdue import note_check
from helpline.pocket_card import Card, cards_in


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


def card(request: HttpRequest, tag: str = "", *, is_discreet: bool = False) -> HttpResponse:
    """The sheet to print, and how to fold it. Of all this only the sheet is printed."""
    shown = _card(tag, is_discreet=is_discreet)
    sheet = sheet_of(shown)
    step = shown.step_named(sheet.step)
    languages = list(Language.objects.for_links())
    context = {
        "card": shown,
        "step": step,
        "panels": shown.panels(step),
        "sheet": sheet,
        "others": [
            Card(language, is_discreet)
            for language in [IN_ENGLISH, *languages]
            if language != shown.language
        ],
        "is_narrowed": True,
    }
    if not shown.is_in_english:
        context |= {"page_language": shown.language, "exit_words": shown.language.all_words("exit")}
    return render(request, "helpline/card_page.html", context)


def card_pdf(request: HttpRequest, tag: str = "", *, is_discreet: bool = False) -> HttpResponseBase:
    """The sheet as a PDF. Its name tells no more than the card."""
    shown = _card(tag, is_discreet=is_discreet)
    sheet = sheet_of(shown)
    file = sheet.opened()
    if file is None:
        raise Http404("There is no PDF of this card just now.")
    return send(request, file, sheet.sendable(shown.filename))


def _card(tag: str, *, is_discreet: bool) -> Card:
    language: Language | InEnglish | None = IN_ENGLISH
    if tag:
        language = Language.objects.at(tag)
    if language is None:
        raise Http404("There is no card in this language.")
    return cards_in(language)[is_discreet]
