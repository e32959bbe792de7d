"""What the admin asks about the quick exit before it is changed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from safety.asking import check_answer
from safety.destinations import validate_destination
from safety.outside import NotReached


class ExitSettingsForm(WagtailAdminModelForm):
    """Lets a destination in that was seen to answer, by this server or by somebody of the staff."""

    is_seen = forms.BooleanField(
        required=False,
        label="I have looked at it myself",
        help_text=(
            "Needed only if this website could not reach the address. Open it in your own browser "
            "first, in a private window: it must be there, and show the same to everybody."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        destination = cleaned.get("destination")
        if destination:
            try:
                validate_destination(destination)
                check_answer(destination)
            except ValidationError as refusal:
                self.add_error("destination", refusal)
            except NotReached:
                if not cleaned["is_seen"]:
                    self.add_error(
                        "is_seen",
                        "This website could not reach the address. It may be wrong, or our own "
                        "network may be in the way. Look at it yourself, then tick this.",
                    )
        return cleaned
