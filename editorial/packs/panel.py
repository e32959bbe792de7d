"""On the dashboard: the packs that wait, and what stands in the way of each."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from editorial.models import EmbargoPack
from editorial.packs.preflight import obstacles_of


class PacksPanel(Component):
    """Shown to those who keep packs, while any waits."""

    template_name = "editorial/packs_panel.html"

    def __init__(self):
        self.packs = list(EmbargoPack.objects.unreleased())

    @property
    def is_shown(self) -> bool:
        return bool(self.packs)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"rows": [(pack, len(obstacles_of(pack))) for pack in self.packs]}
