"""The lists of the office's own records in the admin: notices, commissioners, topics."""

from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import log

from core import notices
from core.models import Alert, Commissioner, Topic, alerts


class ListedRecords:
    """Nothing is copied; a search of the list looks into the fields that it names themselves."""

    copy_view_enabled = False
    search_backend_name = None


class AlertIndexView(IndexView):
    template_name = "core/alert_list.html"

    def get_context_data(self, **options):
        panel = notices.NoticePanel() if notices.may_put_up_notices(self.request.user) else None
        return super().get_context_data(**options) | {"notice_panel": panel}


class AlertEditView(EditView):
    def save_instance(self):
        """As always; and if that puts it up, the log says so, as after the button."""
        before = Alert.objects.get(pk=self.form.instance.pk).state
        alert = super().save_instance()
        if alert.state == Alert.State.UP != before:
            log(alert, alerts.PUT_UP, user=self.request.user)
        return alert


class AlertViewSet(ListedRecords, ModelViewSet):
    model = Alert
    index_view_class = AlertIndexView
    edit_view_class = AlertEditView
    icon = "warning"
    menu_label = "Alert banners"
    list_display = [
        "heading",
        "level",
        DateColumn("starts_at", label="From", sort_key="starts_at"),
        DateColumn("ends_at", label="Until", sort_key="ends_at"),
        "section",
        Column("state", label="Shown", accessor=lambda alert: alert.state.label),
    ]
    list_filter = ["level"]
    search_fields = ["heading", "text"]


class CommissionerViewSet(ListedRecords, ModelViewSet):
    model = Commissioner
    icon = "user"
    menu_label = "Commissioners"
    list_display = ["full_name", "took_office_on", "left_office_on"]
    search_fields = ["name"]


class TopicViewSet(ListedRecords, ModelViewSet):
    model = Topic
    icon = "tag"
    menu_label = "Topics"
    list_display = ["name", "slug", "description"]
    search_fields = ["name"]


class OfficeViewSetGroup(ModelViewSetGroup):
    menu_label = "Office"
    menu_icon = "home"
    menu_order = 260
    items = (AlertViewSet, CommissionerViewSet, TopicViewSet)
