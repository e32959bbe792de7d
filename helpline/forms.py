"""The form in which staff write translations: each piece of English with a field below it."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from core.languages import CheckedTranslationForm, direction_of

LONGEST = 500
# In the digits of any script.
NUMBER = re.compile(r"\d{3,}")


class TranslationsWidget(forms.Widget):
    """A text area for each piece of English, with what is known about its translation."""

    template_name = "helpline/panels/translations.html"
    # The language that is edited; set by its form.
    language = None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        written = value or {}
        context["groups"] = {
            heading: [self._row(name, key, english, written) for key, english in group.items()]
            for heading, group in self.language.english_by_group().items()
        }
        rows = [row for group in context["groups"].values() for row in group]
        context |= {
            "language": self.language,
            "direction": direction_of(self.language.tag) if self.language.tag else "auto",
            "all_count": len(rows),
            "missing_count": sum(not row["text"] for row in rows),
            "changed_count": sum(bool(row["before"]) for row in rows),
        }
        return context

    def _row(self, name, key, english, written):
        text = written.get(key, "")
        return {
            "name": f"{name}-{key}",
            "english": english,
            "text": text,
            "before": text and self.language.english_before(key, english),
            "lines": max(1, -(-len(english) // 70)),
        }

    def _render(self, template_name, context, renderer=None) -> SafeString:
        # Django looks for templates of widgets in packages only, and ours stand in one tree.
        return render_to_string(template_name, context)

    def value_from_datadict(self, data, files, name):
        return {
            key.removeprefix(f"{name}-"): text.strip()
            for key, text in data.items()
            if key.startswith(f"{name}-") and text.strip()
        }

    def value_omitted_from_data(self, data, files, name):
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_):
        return ""


class TranslationsField(forms.Field):
    """Translations by key."""

    widget = TranslationsWidget

    def clean(self, value):
        groups = self.widget.language.english_by_group().values()
        english = {key: text for group in groups for key, text in group.items()}
        known = {key: text for key, text in value.items() if key in english}
        for key, text in known.items():
            if len(text) > LONGEST:
                raise ValidationError(
                    f"“{text[:40]}…” is too long. Write at most {LONGEST} characters."
                )
            if set(NUMBER.findall(text)) - set(NUMBER.findall(english[key])):
                raise ValidationError(
                    f"“{text[:40]}” holds a number that its English does not hold. Numbers to "
                    "call come from the helplines: take it out."
                )
        return known


class LanguageForm(CheckedTranslationForm):
    translations = TranslationsField(
        required=False,
        label="Words",
        help_text=(
            "Below each English text, write what it says in the language. Leave a field empty, "
            "and visitors read that piece in English, marked as English."
        ),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "translations" in self.fields:
            self.fields["translations"].widget.language = self.instance
