from django.core.exceptions import DisallowedHost
from django.db import Error as DatabaseIsAway
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from safety.destinations import DEFAULT_DESTINATION, validate_destination
from safety.forms import ExitSettingsForm


@register_setting(icon="logout", order=300)
class ExitSettings(BaseSiteSetting):
    """Where the quick exit leads."""

    destination = models.URLField(
        default=DEFAULT_DESTINATION,
        validators=[validate_destination],
        help_text=(
            "An ordinary page that tells nobody why somebody is there: a weather forecast, the "
            "news. It must start with https:// and must not be ours."
        ),
    )

    base_form_class = ExitSettingsForm
    panels = [FieldPanel("destination"), FieldPanel("is_seen")]

    class Meta:
        verbose_name = "quick exit"

    @classmethod
    def destination_for(cls, request: HttpRequest | None) -> str:
        """Where the exit leads on the page that answers `request`, asked once per request.

        An error page must lead out as well: the default stands in while the database cannot be
        asked, or was never told.
        """
        if request is None:
            return DEFAULT_DESTINATION
        if not hasattr(request, "exit_destination"):
            try:
                stored = cls.objects.filter(site=Site.find_for_request(request))
                request.exit_destination = stored.values_list("destination", flat=True).first()
            except (DatabaseIsAway, DisallowedHost):
                request.exit_destination = None
        return request.exit_destination or DEFAULT_DESTINATION


class PageFeedback(models.Model):
    """How many found a page useful on a day, and how many did not."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(db_index=True)
    yes_count = models.PositiveIntegerField(default=0)
    no_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "day"], name="one_feedback_for_each_day"),
        ]

    def __str__(self):
        return f"{self.page_id} on {self.day}"
