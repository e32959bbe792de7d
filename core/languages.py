"""Words in other languages: their tag and direction, English in their place, and who checked them.

Nothing here translates. A translation is live only when a named person has checked exactly the
words that visitors would read; `core.apps` adds that gate.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BooleanField
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from core.gates import Objection

ENGLISH_TAG = "en-GB"

# What Django's list lacks or writes in other letters, from Unicode's CLDR.
OWN_NAMES = {
    "am": "አማርኛ",
    "en": "English",
    "fil": "Filipino",
    "ku": "Kurdî",
    "om": "Oromoo",
    "pa": "ਪੰਜਾਬੀ",
    "prs": "دری",
    "ps": "پښتو",
    "si": "සිංහල",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "yo": "Èdè Yorùbá",
}
# Languages and scripts that run from right to left, beyond those that Django knows.
RIGHT_TO_LEFT = {"dv", "ks", "pnb", "prs", "ps", "sd", "yi"}
RIGHT_TO_LEFT_SCRIPTS = {"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"}

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def validate_tag(value: str) -> None:
    """Raise `ValidationError` unless `value` is a language tag as BCP 47 writes it."""
    if not TAG.fullmatch(value):
        raise ValidationError(
            "Write the short tag of the language, such as ar, cy or zh-Hans. W3C's page “Choosing "
            "a language tag” tells how to find it."
        )


def direction_of(tag: str) -> str:
    """Which way the language runs: “ltr” or “rtl”. Its script decides, if the tag names one."""
    language, *subtags = tag.lower().split("-")
    scripts = [subtag for subtag in subtags if len(subtag) == 4]
    if scripts:
        return "rtl" if scripts[0] in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    is_known = LANG_INFO.get(language, {}).get("bidi", False)
    return "rtl" if is_known or language in RIGHT_TO_LEFT else "ltr"


def own_name(tag: str) -> str:
    """What speakers call the language, in its own script. Empty if it is not known."""
    whole, language = tag.lower(), tag.lower().split("-")[0]
    for known in (whole, language):
        if name := OWN_NAMES.get(known) or LANG_INFO.get(known, {}).get("name_local", ""):
            return name
    return ""


@dataclass(frozen=True)
class Words:
    """A piece of text with all that a page must say about its language."""

    text: str
    tag: str = ENGLISH_TAG
    direction: str = "ltr"
    # Whether it is English where a translation is missing.
    is_fallback: bool = False

    def __str__(self):
        return self.text


class CheckedTranslation(models.Model):
    """Words in another language, and the person who checked exactly these words.

    A subclass gives `words_to_check`. Whoever changes one of them voids the check.
    """

    checked_by = models.CharField(
        "checked by",
        max_length=120,
        blank=True,
        help_text=(
            "The name of the person who read all of it and knows both languages. Not a program, "
            "and not a firm."
        ),
    )
    checked_on = models.DateField(
        null=True, blank=True, help_text="The day on which that person finished reading."
    )
    checked_words = models.CharField(max_length=64, blank=True, editable=False)

    check_panel = MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("checked_by"), FieldPanel("checked_on")]),
            FieldPanel("confirms_check"),
        ],
        "Who checked the translation",
    )

    class Meta:
        abstract = True

    @property
    def is_translation(self) -> bool:
        """Whether there is anything to check; a page in English has nothing."""
        return True

    def words_to_check(self) -> list[str]:
        """All that visitors read of it, in a fixed order."""
        raise NotImplementedError

    @property
    def fingerprint(self) -> str:
        """What stays the same exactly as long as no word changes."""
        written = json.dumps(self.words_to_check(), ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()

    def record_check(self, *, by: str, on: date) -> None:
        """Note that `by` has checked the words as they stand now. Does not save."""
        self.checked_by = by
        self.checked_on = on
        self.checked_words = self.fingerprint

    @property
    def is_checked(self) -> bool:
        """Whether a named person checked exactly the words as they stand now."""
        return bool(self.checked_by.strip() and self.checked_on) and not self.has_changed

    @property
    def has_changed(self) -> bool:
        """Whether the words differ from those that were checked."""
        return self.checked_words != self.fingerprint


class CheckedTranslationForm(WagtailAdminModelForm):
    """Records a check only when somebody says that there was one."""

    confirms_check = BooleanField(
        required=False, label="This person has read the words as they stand in this form"
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "confirms_check" in self.fields:
            self.fields["confirms_check"].help_text = _standing_of(self.instance)

    def _post_clean(self):
        # Django's place for what needs the instance with all that was typed.
        super()._post_clean()
        if not self.cleaned_data.get("confirms_check"):
            return
        by, on = self.instance.checked_by.strip(), self.instance.checked_on
        if not by:
            self.add_error("checked_by", "Write the name of the person who checked the words.")
        if not on:
            self.add_error("checked_on", "Write the day on which that person finished reading.")
        if by and on:
            self.instance.record_check(by=by, on=on)


def _standing_of(translation: CheckedTranslation) -> str:
    """What is known about the check, and what the tick means, for whoever edits."""
    meaning = "Tick when all is typed, as the last thing before you save."
    if not translation.checked_words:
        return f"Nobody has checked these words yet. {meaning}"
    who = f"{translation.checked_by} on {translation.checked_on:%-d %B %Y}"
    if translation.has_changed:
        return f"The words have changed since they were checked ({who}). {meaning}"
    return f"Checked ({who}). Leave this as it is unless you change a word. {meaning}"


def translation_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A translation goes live only when a named person has checked exactly its words."""
    if not isinstance(subject, CheckedTranslation) or not subject.is_translation:
        return
    if not subject.checked_by.strip() or subject.checked_on is None:
        yield Objection(
            "No named person has checked this translation. Have somebody read it who knows both "
            "languages, then write who it was and on which day, and tick below that.",
            "checked_by",
        )
    elif subject.has_changed:
        yield Objection(
            f"{subject.checked_by} did not check the words as they stand now. Have them read "
            "again, then write the day and tick below it.",
            "confirms_check",
        )
    elif subject.checked_on > timezone.localdate(live_at):
        yield Objection(
            f"The day of the check, {subject.checked_on:%-d %B %Y}, has not come yet when this "
            "goes live. Put it right.",
            "checked_on",
        )
