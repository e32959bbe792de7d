"""On the dashboard: that visitors ask for addresses at which nothing is, for those who can help."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from wagtail.admin.ui.components import Component

from operations.missing.counting import KEPT_FROM
from operations.missing.views import not_found, still_missing

WEEK = timedelta(days=7)


class MissingPanel(Component):
    """Shown only when there is one that was asked for often."""

    template_name = "operations/missing/panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        often = not_found(days=WEEK).filter(total__gte=KEPT_FROM)
        return {"rows": still_missing(often) if often.exists() else []}
