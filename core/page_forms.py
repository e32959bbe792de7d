"""The forms with which staff edit and copy a page of any type."""

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks.base import BlockWidget

from core import gates
from core.addresses import is_taken
from core.languages import CheckedTranslationForm

# What the editor sends when somebody hands a page in.
SUBMISSIONS = {"action-submit", "action-restart-workflow"}


class BasePageForm(CheckedTranslationForm, WagtailAdminPageForm):
    """Shows the gates' objections beside their fields when somebody presses “Publish”.

    And those to its words when somebody submits it. For a page in Welsh it also records who checked
    the words.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "summary" in self.fields:
            limit = self.fields["summary"].max_length
            self.fields["summary"].widget = AdminAutoHeightTextInput(attrs={"maxlength": limit})
        if self.is_bound and self.instance.pk:
            self._leave_alone_what_came_later()

    def _leave_alone_what_came_later(self):
        """Without a field that a release brought while the form was open: the page keeps its own.

        Wagtail would refuse the whole form, and all that was typed.
        """
        for name, field in list(self.fields.items()):
            sent_as = self.data, self.files, self.add_prefix(name)
            if isinstance(field.widget, BlockWidget) and field.widget.value_omitted_from_data(
                *sent_as
            ):
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        if "related_pages" in self.formsets:
            self._check_related_pages()
        parent = self.parent_page or self.instance.get_parent()
        if cleaned.get("slug") and is_taken(cleaned["slug"], below=parent):
            self.add_error(
                "slug",
                f"The website itself uses “{cleaned['slug']}” there, so nobody could open the "
                "page. Choose other words.",
            )
        return cleaned

    def _check_related_pages(self):
        """Refuse a related page that is this page itself, or stands in the list twice."""
        seen = {self.instance.pk: "A page can’t be related to itself. Choose another one."}
        for form in self.formsets["related_pages"].forms:
            related = form.is_valid() and form.cleaned_data.get("to_page")
            if not related or form.cleaned_data.get("DELETE"):
                continue
            if related.pk in seen:
                form.add_error("to_page", seen[related.pk])
            seen.setdefault(related.pk, "This page is in the list already. Remove one of the two.")

    def is_valid(self):
        if not super().is_valid():
            return False
        is_publish, is_checked = "action-publish" in self.data, self.cleaned_data["confirms_check"]
        is_submission = not SUBMISSIONS.isdisjoint(self.data)
        if is_publish or is_submission or is_checked:
            # Only now is all that was typed in order, and can the page be made as it would be.
            for formset in self.formsets.values():
                formset.save(commit=False)
        if is_checked:
            # Once more, with the words in the rows that belong to the page.
            self.instance.record_check(by=self.instance.checked_by, on=self.instance.checked_on)
        if is_publish:
            found = gates.objections(self.instance)
            if self.instance.pk is None:
                # Wagtail puts a new page live before it asks the door for its first draft.
                found += gates.objections_to_person(self.instance, None, self.for_user)
            self._show(found)
        elif is_submission:
            self._show(gates.objections_to_words(self.instance))
        return not self.errors

    def _show(self, found: list[gates.Objection]) -> None:
        """All of `found`, so that nobody has to press a button once for each."""
        for objection in found:
            field = objection.field if objection.field in self.fields else None
            self.add_error(field, objection.message)


class BasePageCopyForm(CopyForm):
    """Says why copies can't be live, before anything is copied."""

    def clean(self):
        cleaned = super().clean()
        field = "alias" if cleaned.get("alias") else "publish_copies"
        if not cleaned.get(field):
            return cleaned
        pages = self.page.get_descendants(inclusive=True) if cleaned.get("copy_subpages") else None
        sources = pages.live().specific() if pages is not None else [self.page.specific]
        for source in sources:
            for objection in gates.objections(source) if source.live else []:
                self.add_error(field, f"“{source}” can't be published. {objection.message}")
        return cleaned
