"""Tells staff, in the forms of helplines and languages, what the pocket cards have no room for."""

from typing import Any

from wagtail.admin.panels import Panel

from helpline.card_making import known_warnings


class CardPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "helpline/panels/cards.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"warnings": known_warnings()}
