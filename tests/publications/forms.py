"""What the editor of a publication sends, whichever its type."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield


def publication_form(**fields: Any) -> dict[str, Any]:
    """The data of a form in which only what must be there is filled in, with these `fields`."""
    values = {
        "title": "A report",
        "slug": "a-report",
        "summary": "Words that took thought",
        "publication_type": "report",
        "display_date": "2022-01-25",
        "date_precision": "day",
        "attachments": inline_formset([]),
        "body": streamfield([]),
        "change_notes": streamfield([]),
        "related_pages": inline_formset([]),
        "comments": inline_formset([]),
    }
    return nested_form_data(values | fields)
