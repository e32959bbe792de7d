"""Wagtail's own checker, which runs axe on the preview: with rules and words that fit our pages."""

from django.http import HttpRequest
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page


class PreviewChecker(ContentCheckerItem):
    """Looks at what staff wrote alone: what stands around it is the same on each page."""

    axe_include = ["main"]
    axe_run_only = [
        "alt-text-quality",
        "empty-heading",
        "empty-meta-description",
        "empty-table-header",
        "heading-order",
        "image-alt",
        "link-name",
        "p-as-heading",
    ]
    axe_messages = {
        "alt-text-quality": {
            "error_name": "The description of a picture is a name of a file",
            "help_text": "Say what the picture shows, for people who can’t see it.",
        },
        "empty-heading": {
            "error_name": "A heading has no words",
            "help_text": "Write it, or take it out.",
        },
        "empty-meta-description": {
            "error_name": "There is no summary",
            "help_text": "Lists and search engines show it. Write one or two plain sentences.",
        },
        "empty-table-header": {
            "error_name": "A table has a heading without words",
            "help_text": "Write above the column what its cells hold.",
        },
        "heading-order": {
            "error_name": "A heading skips a level",
            "help_text": "Make it a larger one, or put the heading that is missing above it.",
        },
        "image-alt": {
            "error_name": "A picture has no description",
            "help_text": "Say what it shows, or mark it as decorative.",
        },
        "link-name": {
            "error_name": "A link has no words",
            "help_text": "Take it out, or give it words.",
        },
        "p-as-heading": {
            "error_name": "A paragraph looks like a heading",
            "help_text": "If it is one, use the block “Heading” or a heading of the text editor.",
        },
    }


def use_our_checker(request: HttpRequest, items: list, page: Page | None) -> None:
    """In place of Wagtail's, in the preview and beside the form."""
    for place, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[place] = PreviewChecker(in_editor=item.in_editor)
