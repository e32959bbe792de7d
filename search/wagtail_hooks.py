from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from search.models import Promotion


class PromotionViewSet(ModelViewSet):
    model = Promotion
    icon = "pick"
    menu_label = "Promoted results"
    copy_view_enabled = False
    add_to_admin_menu = True
    menu_order = 450
    list_display = ["words", "page", "sort_order"]
    search_fields = ["words"]
    search_backend_name = None  # looks into these fields themselves


@hooks.register("register_admin_viewset")
def promotions() -> PromotionViewSet:
    return PromotionViewSet("promotions")
