"""The form for a redirect, which refuses what could not work."""

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser
from wagtail.contrib.redirects.models import Redirect

from operations.redirects.addresses import LONGEST, folded
from operations.redirects.importing import MOST_BYTES, lines_of
from operations.redirects.table import Table, Target, lead_to_the_end, may_leave_the_site


class RedirectForm(WagtailAdminModelForm):
    """One of page and address says where to. A typed address of a page becomes that page."""

    old_path = forms.CharField(
        label="Old address",
        help_text=(
            "What stands after the name of the website: /about-us. Capital letters and a slash at "
            "the end make no difference. With /* at the end it is for all addresses below: "
            "/news-insights/*"
        ),
    )
    redirect_link = forms.CharField(
        label="Or to an address",
        required=False,
        max_length=LONGEST,
        help_text=(
            "If it is not a page: a file, such as /files/…, or a list. /news/* keeps what came "
            "in place of the * in the old address. Only administrators lead to other websites."
        ),
    )

    class Meta:
        model = Redirect
        fields = ("old_path", "redirect_page", "redirect_link", "is_permanent")
        widgets = {"redirect_page": AdminPageChooser}
        labels = {"redirect_page": "To a page", "is_permanent": "For good"}
        help_texts = {
            "is_permanent": "Browsers and search engines remember it. Untick it to try it out."
        }

    def _get_validation_exclusions(self):
        # The model takes whole addresses only. `Table` looks at ours.
        return super()._get_validation_exclusions() | {"redirect_link"}

    def clean(self):
        cleaned = super().clean()
        if "old_path" not in cleaned or "redirect_link" not in cleaned:
            return cleaned
        table, key = Table(), folded(cleaned["old_path"])
        table.lines.pop(self.instance.old_path, None)
        self._look_at("old_path", lambda: self._check_source(table, key))
        self._look_at("redirect_link", lambda: self._find_end(table, key))
        cleaned["old_path"] = key
        return cleaned

    def _look_at(self, field, check):
        try:
            check()
        except ValidationError as objection:
            self.add_error(field, objection)

    def _check_source(self, table: Table, key: str) -> None:
        table.check_source(key)
        same = Redirect.objects.filter(old_path=key).exclude(pk=self.instance.pk)
        # One that was made when a page moved gives way to what staff want.
        if same.filter(automatically_created=False).exists():
            raise ValidationError("There is a redirect from this address. Change that one.")

    def _find_end(self, table: Table, key: str) -> None:
        page, link = self.cleaned_data.get("redirect_page"), self.cleaned_data["redirect_link"]
        if bool(page) == bool(link):
            raise ValidationError("Choose a page, or write an address: one of the two.")
        kept = link == self.initial.get("redirect_link") and "old_path" not in self.changed_data
        route = self.instance.redirect_page_route_path
        same_page = page and page.pk == self.initial.get("redirect_page")
        target = (
            Target(page_id=page.pk, route=route if same_page else "")
            if page
            else table.end_of(link, start=key)
        )
        if target.leaves_the_site and not kept and not may_leave_the_site(self.for_user):
            raise ValidationError("Only administrators lead visitors to other websites.")
        self.target = target

    def save(self, commit=True):
        redirect = self.instance
        self.target.give_to(redirect)
        redirect.automatically_created = False
        made_way = Redirect.objects.filter(old_path=redirect.old_path, automatically_created=True)
        made_way.exclude(pk=redirect.pk).delete()
        saved = super().save(commit)
        lead_to_the_end({redirect.old_path})
        return saved


class ImportForm(forms.Form):
    """Takes a file first, and then its text again from the page that showed what it would do."""

    file = forms.FileField(label="File", required=False, widget=forms.FileInput)
    content = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if file := cleaned.get("file"):
            content = file.read(MOST_BYTES + 1)
        else:
            content = cleaned.get("content", "").encode()
        if not content:
            raise ValidationError("Choose a file.")
        cleaned["lines"] = lines_of(content)
        cleaned["content"] = content.decode("utf-8-sig")
        return cleaned
