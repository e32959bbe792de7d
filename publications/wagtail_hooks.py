from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from publications.models import Organisation


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "group"
    menu_label = "Partners"
    menu_order = 270
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", "short_name", "website"]
    search_fields = ["name", "short_name"]


@hooks.register("register_admin_viewset")
def organisation_viewset():
    return OrganisationViewSet("organisations")
