"""The pocket card: one side of one A4 sheet, folded in half three times. What stands on it.

The discreet card has the same numbers, without our name and without a word that tells what they
are for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Site

from core.languages import Words
from core.models import OfficeSettings
from core.pdf_writing.source import Source
from helpline.discretion import is_telling
from helpline.models import IN_ENGLISH, InEnglish, Language, Service

SHEET = settings.BASE_DIR / "static" / "css" / "pocket-card.css"
EDITION = "pocket card 1"
"""To be raised when code changes what the same card looks like."""


@dataclass(frozen=True)
class Step:
    """One way to set the card: the more stands on it, the less room each helpline has."""

    name: str
    # The most helplines on one panel.
    most: int
    # Without them a helpline is its name and its number.
    has_details: bool = True


STEPS = (Step("roomy", 2), Step("close", 3), Step("essential", 4, has_details=False))
INNER_PLACES = ("left", "right", "inside-1", "inside-2", "inside-3", "inside-4")
"""Places on the sheet that are free for numbers, in the order in which they are read."""

ROOM = STEPS[-1].most * len(INNER_PLACES)


@dataclass(frozen=True)
class Entry:
    """A helpline on the card."""

    name: Words
    number: str
    when: Words | None = None
    details: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Panel:
    """An eighth of the sheet. `kind` says what it is, `about` says so to staff."""

    kind: str
    place: str
    about: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Card:
    """The card in one language, as it would be printed now."""

    language: Language | InEnglish = IN_ENGLISH
    is_discreet: bool = False
    services: Sequence[Service] = ()
    office: str = ""

    @property
    def name(self) -> str:
        """What staff call it."""
        kind = "discreet card" if self.is_discreet else "card"
        return f"The {kind} in {self.language.english_name}"

    @property
    def title(self) -> Words:
        return self.language.words("pocket.plain" if self.is_discreet else "pocket.title")

    @property
    def more(self) -> Words:
        return self.language.words("pocket.more")

    @property
    def advice(self) -> dict[str, Words]:
        """The phrases of the panels that hold no numbers."""
        names = ("call", "call_interpreter", "call_pause", "keep", "keep_hidden", "keep_by_heart")
        return {name: self.language.words(f"pocket.{name}") for name in (*names, "show")}

    @property
    def own_name(self) -> str:
        """What the language calls itself; empty for English."""
        return "" if self.is_in_english else self.language.own_name

    @property
    def is_in_english(self) -> bool:
        return self.language is IN_ENGLISH

    @property
    def filename(self) -> str:
        return "numbers.pdf" if self.is_discreet else "card.pdf"

    @property
    def url(self) -> str:
        return self._address("numbers" if self.is_discreet else "card")

    @property
    def pdf_url(self) -> str:
        return self._address("numbers-pdf" if self.is_discreet else "card-pdf")

    @property
    def other(self) -> "Card":
        """The discreet card of this one, or the card of this discreet one."""
        return replace(self, is_discreet=not self.is_discreet)

    @property
    def has_more(self) -> bool:
        """Whether there are more numbers than the sheet has room for."""
        return len(self.services) > ROOM

    @property
    def site(self) -> str:
        """Where the website is, as people type it."""
        return settings.SITE_URL.partition("://")[2]

    def panels(self, step: Step) -> list[Panel]:
        """The eight panels, in the order in which somebody who unfolds the card reads them."""
        shown = [self._entry(service, step) for service in self.services[:ROOM]]
        size = max(STEPS[0].most, ceil(len(shown) / len(INNER_PLACES)))
        groups = [tuple(shown[start : start + size]) for start in range(0, len(shown), size)]
        inner = [
            Panel("numbers", "", " and ".join(entry.name.text for entry in group), group)
            for group in groups
        ]
        if not self.is_discreet and step.has_details:
            inner.append(Panel("call", "", "When you call"))
        if not self.is_in_english:
            inner.append(Panel("show", "", "To show to someone"))
        inner += [Panel("notes", "", "Notes")] * len(INNER_PLACES)
        inner = [
            replace(panel, place=place) for panel, place in zip(inner, INNER_PLACES, strict=False)
        ]
        first = Panel("cover", "cover", "The front")
        last = Panel("notes" if self.is_discreet else "keep", "back", "The back")
        return [first, *inner[:2], last, *inner[2:]]

    def has_places_in(self, step: Step) -> bool:
        """Whether this step has a place for each number; not yet whether the words fit there."""
        return len(self.services[:ROOM]) <= step.most * len(INNER_PLACES)

    def source(self, step: Step) -> Source:
        """What the PDF of this card is made of."""
        html = render_to_string(
            "helpline/card/document.html",
            {"card": self, "panels": self.panels(step), "step": step},
        )
        return Source(html, {"pocket-card.css": SHEET.read_bytes()}, edition=EDITION)

    @property
    def has_words_of_its_own(self) -> bool:
        """Whether a phrase of the card itself is translated, and may be too long for it."""
        phrases = [self.title, self.more, *self.advice.values()]
        return any(not phrase.is_fallback for phrase in phrases)

    @property
    def digest(self) -> str:
        """What stays the same as long as nothing on the card changes."""
        return self.source(STEPS[0]).digest

    def step_named(self, name: str) -> Step:
        """The step of this name; without one, the first that has a place for each number."""
        named = [step for step in STEPS if step.name == name]
        return (named or [step for step in STEPS if self.has_places_in(step)])[0]

    def _address(self, view: str) -> str:
        if self.is_in_english:
            return reverse(view)
        return reverse(f"{view}-in-language", args=[self.language.address])

    def _entry(self, service: Service, step: Step) -> Entry:
        entry = Entry(self._name_of(service), service.spoken_form)
        if not step.has_details:
            return entry
        details = [self.language.words_of(service, name) for name in ("hours", "cost")]
        if service.nation != Service.Nation.UK:
            details.insert(0, self.language.words(f"nation.{service.nation}"))
        if self.is_discreet:
            return replace(entry, details=tuple(d for d in details if not is_telling(d.text)))
        when = self.language.words_of(service, "when_to_call")
        return replace(entry, when=when, details=tuple(details))

    def _name_of(self, service: Service) -> Words:
        if not self.is_discreet:
            return Words(service.name)
        if service.discreet_name:
            return Words(service.discreet_name)
        if is_telling(service.name):
            return self.language.words("pocket.line")
        return Words(service.name)


def cards_in(language: Language | InEnglish) -> tuple[Card, Card]:
    """The card and the discreet card in a language, as of now."""
    site = Site.objects.filter(is_default_site=True).first()
    card = Card(
        language,
        services=list(Service.objects.on_the_card()),
        office=OfficeSettings.for_site(site).name if site else "",
    )
    return card, card.other
