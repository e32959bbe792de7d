from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.models import CustomDocument
from publications.models.file_reports import reports_on

register = template.Library()


@register.simple_tag
def bundled(source, picture) -> str:
    """The address of `picture` in the bundle of a PDF, which holds it from now on."""
    return f"bundle:{source.add_picture(picture)}"


@register.filter
def numbered(paragraph) -> SafeString:
    """A paragraph that begins with its number, if it has one."""
    if not paragraph.number:
        return paragraph.html
    number = format_html('<span class="number">{}</span> ', paragraph.number)
    begin, tag, rest = paragraph.html.partition(">")
    return mark_safe(f"{begin}{tag}{number}{rest}")


@register.inclusion_tag("publications/panels/file_report.html")
def report_on(document: CustomDocument) -> dict[str, Any]:
    """What was found in a file of the library. Nothing if it is no PDF."""
    return {"report": next(iter(reports_on([document.pk])), None)}
