"""The forms of the admin about packs."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.widgets import AdminImageChooser

from core.forms import MomentField
from core.models import BasePage, CustomDocument, CustomImage
from editorial.models import EmbargoPack, PackReader
from editorial.moments import in_words


def in_future(moment: datetime | None) -> datetime | None:
    """`moment`, if it has not come yet. Raises `ValidationError`."""
    now = timezone.now()
    if moment and moment <= now:
        raise ValidationError(
            f"{in_words(moment)}, has passed: it is {timezone.localtime(now):%H:%M} now. Choose a "
            "later time."
        )
    return moment


class PackForm(WagtailAdminModelForm):
    """Title and release time. `seen` tells what the pack was when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = EmbargoPack
        fields = ["title", "release_at"]
        field_classes = {"release_at": MomentField}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.stands = f"{self.instance.release_at} {self.instance.title}"
        self.fields["seen"].initial = self.stands

    def clean_release_at(self):
        moment = self.cleaned_data["release_at"]
        return in_future(moment) if "release_at" in self.changed_data else moment

    def clean(self):
        cleaned = super().clean()
        if self.instance.released_at:
            raise ValidationError("This pack is released. It can’t be changed any more.")
        if self.instance.pk and cleaned.get("seen") != self.stands:
            # The instance holds what was typed by now.
            stored = EmbargoPack.objects.get(pk=self.instance.pk)
            raise ValidationError(
                "Somebody else changed this pack while you had it open. It is now called "
                f"“{stored}”, with this release time: {stored.release_words}. Nothing of yours "
                "was saved. Open the pack again, and then change it."
            )
        return cleaned


class PutInForm(forms.Form):
    """What to put into a pack: a page, a file, a picture, or one of each."""

    page = forms.ModelChoiceField(
        BasePage.objects.all(),
        required=False,
        widget=AdminPageChooser,
        help_text="Its latest draft goes live with the pack, once somebody has approved it.",
    )
    document = forms.ModelChoiceField(
        CustomDocument.objects.all(),
        required=False,
        label="File",
        widget=AdminDocumentChooser,
        help_text="Nobody outside gets it before the release. If it is public already, its next "
        "version waits.",
    )
    picture = forms.ModelChoiceField(
        CustomImage.objects.all(),
        required=False,
        widget=AdminImageChooser,
        help_text="Nobody outside sees it before the release.",
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.chosen:
            raise ValidationError("Choose a page, a file or a picture.")
        return cleaned

    @property
    def chosen(self) -> list:
        return [subject for subject in self.cleaned_data.values() if subject]


class WhichPackForm(forms.Form):
    pack = forms.ModelChoiceField(
        EmbargoPack.objects.none(), label="Embargo pack", empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["pack"].queryset = EmbargoPack.objects.unreleased()
        self.fields["pack"].label_from_instance = lambda pack: f"{pack} ({pack.release_words})"


class ReaderForm(WagtailAdminModelForm):
    """Whom to invite, and until when."""

    class Meta:
        model = PackReader
        fields = ["name", "email", "expires_at", "has_watermark"]
        field_classes = {"expires_at": MomentField}

    def clean_expires_at(self):
        moment = in_future(self.cleaned_data["expires_at"])
        release_at = self.instance.pack.release_at
        if release_at and moment > release_at:
            raise ValidationError(
                f"The link can work until the release at the latest: {in_words(release_at)}."
            )
        return moment
