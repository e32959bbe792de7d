from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from core.media.sending import send
from helpline.card_making import sheet_of
from helpline.models import IN_ENGLISH, InEnglish, Language
from helpline.pocket_card import Card, cards_in


def card(request: HttpRequest, tag: str = "", *, is_discreet: bool = False) -> HttpResponse:
    """The sheet to print, and how to fold it. Of all this only the sheet is printed."""
    shown = _card(tag, is_discreet=is_discreet)
    sheet = sheet_of(shown)
    step = shown.step_named(sheet.step)
    languages = list(Language.objects.live())
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
        language = Language.objects.live().filter(tag__iexact=tag).first()
    if language is None:
        raise Http404("There is no card in this language.")
    return cards_in(language)[is_discreet]
