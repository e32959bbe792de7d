from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Case, When
from django.template.defaultfilters import filesizeformat
from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.models import Page
from wagtail.permissions import policy_registry

from core.media.allowance import problem_with_another
from core.media.documents import CustomDocument
from core.media.images import DAMAGED
from core.media.serving import is_public
from core.media.versions import DocumentVersion, sha256_of

# In place of Wagtail's words, which say what is wrong and not what to do.
PICTURE_PROBLEMS = {
    "empty": "This file is empty (0 bytes). Save it again on your computer, then upload it.",
    "invalid_image": (
        "This is not a picture, or it is cut off or damaged. Open it on your computer, save it as "
        "JPEG or PNG, then upload it."
    ),
    "invalid_image_extension": (
        "Pictures must be JPEG, PNG, WebP, AVIF or GIF. Save this one as JPEG or PNG, then "
        "upload it."
    ),
    "invalid_image_known_format": (
        "This file ends in .%(extension)s, but holds something else (%(image_format)s). Open it "
        "on your computer, save it as JPEG or PNG, then upload it."
    ),
    "file_too_large": (
        "This picture is too big (%(file_size)s). Make it smaller: %(max_filesize)s at most."
    ),
    "file_too_large_unknown_size": "This picture is too big. Make it smaller: {limit} at most.",
    "file_too_many_pixels": (
        "This picture has too many pixels. Make it smaller: at most 5,000 pixels wide and high."
    ),
}
FILE_PROBLEMS = {
    "empty": PICTURE_PROBLEMS["empty"],
    "file_too_large": (
        "This file is too big (%(file_size)s). Make it smaller: %(max_filesize)s at most. "
        "Pictures in a PDF can often be saved at a lower resolution."
    ),
    "file_too_large_unknown_size": "This file is too big. Make it smaller: {limit} at most.",
}


def _explain(field: forms.Field, problems: dict[str, str], *, limit: int) -> None:
    """Have `field` say `problems` in these words; `limit` is its greatest size in bytes."""
    for code, problem in problems.items():
        field.error_messages[code] = problem.replace("{limit}", filesizeformat(limit))


class PictureField(WagtailImageField):
    """As in Wagtail, where a picture that ends within its header is an error of the server."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        _explain(self, PICTURE_PROBLEMS, limit=settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)

    def to_python(self, data):
        try:
            return super().to_python(data)
        except DAMAGED as error:
            problem = self.error_messages["invalid_image"]
            raise ValidationError(problem, code="invalid_image") from error


NO_ROOM = (
    "The file could not be kept: the server has no room for it, or can't write. Nothing was "
    "changed. Tell the people who run the website, then upload it again."
)


class StoresFile(forms.ModelForm):
    """Writes a good new file to the storage when it is checked, not when it is saved.

    So a full disk is said beside the field, and what is refused takes no file's place.
    """

    def __init__(self, *args, **options):
        self.user = options.get("user")
        super().__init__(*args, **options)

    def _post_clean(self):
        super()._post_clean()
        if "file" not in self.changed_data:
            return
        if not self._errors and self.user and (problem := problem_with_another(self.user)):
            self.add_error("file", problem)
        if not self._errors:
            try:
                self.instance.store_new_file()
            except OSError:
                self.add_error("file", NO_ROOM)
        if self._errors and self.instance.pk:
            # Else Wagtail looks for the file that was refused, and offers to delete the record.
            self.instance.file = self.initial["file"]


NO_DESCRIPTION = (
    "Say what the picture shows, for people who can’t see it. Where it only decorates, you mark it "
    "so when you place it."
)


class ImageForm(StoresFile, BaseImageForm):
    """Says what the description is for, and what to do about a picture that is refused."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # Once the picture is there, forms for its other facts have no field for it.
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=field.label, widget=field.widget, required=field.required
            )
        if field := self.fields.get("description"):
            field.required = True
            field.error_messages["required"] = NO_DESCRIPTION

    class Meta(BaseImageForm.Meta):
        help_texts = {
            "description": (
                "What the picture shows, for people who can't see it. Used where it is placed, "
                "unless you write other words there or mark it as decorative."
            ),
        }


AT_ONCE, WITH_PAGE = "at_once", "with_page"
WAIT, RELEASE, DISCARD = "wait", "release", "discard"


class VersionsField(forms.ModelMultipleChoiceField):
    """Earlier versions, ticked if visitors can get them."""

    def label_from_instance(self, version: DocumentVersion) -> str:
        when = date_format(localtime(version.released_at), "j F Y")
        return f"Version {version.number}, {when}, {filesizeformat(version.size)}"


class DocumentForm(StoresFile, BaseDocumentForm):
    """Says what the title is for, and what to do about a file that is refused.

    Of a file that is there already, it also asks what another file changes, and when visitors
    get it. Only those who may publish pages change at once what visitors get.
    """

    note = forms.CharField(
        label="What changed",
        required=False,
        max_length=300,
        widget=AdminAutoHeightTextInput(attrs={"maxlength": 300}),
        help_text=(
            "If you choose another file above, say in a few words what is different, such as "
            "“Table 4 corrected”. Visitors read it in the list of versions."
        ),
    )
    release = forms.ChoiceField(
        label="When visitors get the other file",
        required=False,
        choices=[
            (AT_ONCE, "At once. A PDF is looked through first, which takes about a minute."),
            (WITH_PAGE, "When a page that uses it is next published. Until then the file stays."),
        ],
        initial=AT_ONCE,
        widget=forms.RadioSelect,
    )
    waiting = forms.ChoiceField(
        label="The version that waits",
        required=False,
        choices=[
            (WAIT, "Let it wait."),
            (RELEASE, "Wait for no page: visitors get it as soon as it has been looked through."),
            (DISCARD, "Delete it. Visitors go on getting the file that they get now."),
        ],
        initial=WAIT,
        widget=forms.RadioSelect,
    )
    public_versions = VersionsField(
        DocumentVersion.objects.none(),
        label="Earlier versions that visitors can get",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They are listed on the publication's page, and search engines pass them by.",
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # Wagtail would delete the earlier file. Ours stays, as a version.
        self.original_file = None
        if field := self.fields.get("file"):
            _explain(field, FILE_PROBLEMS, limit=settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
        self._offer_what_applies()
        self.order_fields(["title", "file", "note", "release", "waiting", "public_versions"])

    class Meta(BaseDocumentForm.Meta):
        help_texts = {
            "title": "As visitors read it, such as “Annual report 2020 to 2021”.",
        }

    def _offer_what_applies(self) -> None:
        """Leave out what can't be asked of this file, or of this person."""
        is_there = bool(self.instance.pk and "file" in self.fields)
        unreleased = self.instance.unreleased if is_there else None
        earlier = self._earlier_versions() if is_there else []
        offered = {
            "note": is_there,
            "release": is_there,
            "waiting": unreleased is not None and self.instance.current is not None,
            "public_versions": bool(earlier),
        }
        for name in [name for name, is_offered in offered.items() if not is_offered]:
            del self.fields[name]
        if earlier:
            # By their ids: a file that is saved with this form makes another version earlier.
            ids = [version.pk for version in earlier]
            self.fields["public_versions"].queryset = DocumentVersion.objects.filter(pk__in=ids)
            self.initial["public_versions"] = [found for found in earlier if found.is_public]
        if is_there and not self._may_change_what_visitors_get():
            self._withhold("release", AT_ONCE)
            self._withhold("waiting", RELEASE)
        if unreleased is not None and not unreleased.is_held:
            self._withhold("waiting", RELEASE)

    def _earlier_versions(self) -> list[DocumentVersion]:
        return list(self.instance.versions.released().exclude(pk=self.instance.current_id))

    def _may_change_what_visitors_get(self) -> bool:
        policy = policy_registry.get_by_type(Page)
        may_publish = self.user is None or policy.user_has_any_permission(self.user, {"publish"})
        return may_publish or not is_public(self.instance)

    def _withhold(self, name: str, withheld: str) -> None:
        if field := self.fields.get(name):
            field.choices = [choice for choice in field.choices if choice[0] != withheld]
            field.initial = field.choices[0][0]

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("file") if "file" in self.changed_data else None
        if upload and "note" in self.fields:
            if self.instance.has_content(sha256_of(upload.chunks())):
                problem = "This is the same file as the one that is there. Choose the new one."
                self.add_error("file", problem)
            elif not cleaned.get("note"):
                problem = (
                    "Say what is different in the other file. Then choose it above once more: "
                    "browsers keep what you typed, but no files."
                )
                self.add_error("note", problem)
        return cleaned

    def save(self, commit=True):
        document: CustomDocument = self.instance
        document.change_note = self.cleaned_data.get("note", "")
        document.is_held_for_page = self._choice("release") == WITH_PAGE
        has_new_file = "file" in self.changed_data
        saved = super().save(commit=commit)
        if commit and not has_new_file and (waiting := document.unreleased):
            if self._choice("waiting") == RELEASE:
                waiting.let_go()
            elif self._choice("waiting") == DISCARD:
                waiting.delete()
        if "public_versions" in self.fields:
            shown = self.cleaned_data["public_versions"]
            offered = self.fields["public_versions"].queryset
            offered.update(is_public=Case(When(pk__in=shown, then=True), default=False))
        return saved

    def _choice(self, name: str) -> str:
        """What was chosen; what stands first if nothing was. Empty if it was not asked."""
        field = self.fields.get(name)
        return self.cleaned_data.get(name) or (field.choices[0][0] if field else "")
