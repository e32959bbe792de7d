"""The screen that shows the log, in place of Wagtail's history of the site."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports.base import ReportView
from wagtail.log_actions import registry

from editorial.models import AuditLine


class AuditFilterSet(WagtailFilterSet):
    text = django_filters.CharFilter(label="Words", method="narrow_by_words")
    at = django_filters.DateFromToRangeFilter(
        label="From and to, both days included", widget=DateRangePickerWidget
    )
    person = django_filters.CharFilter(label="Who", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="What about", choices=AuditLine.Kind.choices)
    subject_type = django_filters.CharFilter(label="Kind of thing", lookup_expr="icontains")
    action = django_filters.ChoiceFilter(label="What happened", choices=registry.get_choices)

    class Meta:
        model = AuditLine
        fields = []

    def narrow_by_words(self, queryset, name, value):
        return queryset.filter(Q(subject__icontains=value) | Q(words__icontains=value))


def moment(line: AuditLine) -> str:
    local = timezone.localtime(line.at)
    return f"{local:%-d %B %Y, %H:%M}"


class AuditReport(ReportView):
    """The newest first. A file of it has every line; the screen shows each deed once."""

    model = AuditLine
    page_title = "Audit log"
    header_icon = "history"
    filterset_class = AuditFilterSet
    index_url_name = "audit_log"
    index_results_url_name = "audit_log_results"
    results_template_name = "editorial/audit_results.html"
    columns = [
        Column("when", label="When", accessor=moment),
        Column("person", label="Who"),
        Column("subject", label="Thing"),
        Column("subject_type", label="Kind of thing"),
        Column("words", label="What happened"),
    ]
    list_export = [
        "pk",
        "at",
        "person",
        "get_kind_display",
        "action",
        "subject_type",
        "subject_number",
        "subject",
        "words",
    ]
    export_headings = {
        "pk": "Line",
        "at": "When (UTC)",
        "person": "Who",
        "get_kind_display": "What about",
        "action": "Event",
        "subject_type": "Kind of thing",
        "subject_number": "Number of the thing",
        "subject": "Thing",
        "words": "What happened",
    }

    def get_filename(self):
        return f"audit-log-{timezone.localdate():%Y-%m-%d}"

    def get_queryset(self):
        lines = AuditLine.objects.visible_to(self.request.user)
        return lines if self.is_export else lines.last_of_each_deed()
