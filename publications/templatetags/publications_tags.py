from typing import Any

from django import template

from core.models import CustomDocument
from publications.models.file_reports import reports_on

register = template.Library()


@register.inclusion_tag("publications/panels/file_report.html")
def report_on(document: CustomDocument) -> dict[str, Any]:
    """What was found in a file of the library. Nothing if it is no PDF."""
    return {"report": next(iter(reports_on([document.pk])), None)}
