from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from core.viewsets import ListedRecords
from search.models import Promotion


class PromotionViewSet(ListedRecords, ModelViewSet):
    model = Promotion
    icon = "pick"
    menu_label = "Promoted results"
    add_to_admin_menu = True
    menu_order = 450
    list_display = ["words", "page", "sort_order"]
    search_fields = ["words"]


@hooks.register("register_admin_viewset")
def promotions() -> PromotionViewSet:
    return PromotionViewSet("promotions")
