"""What the forms of the admin send, whole and valid; a test says what is other in its own."""

import json
from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def helpline_form(**fields: Any) -> dict[str, Any]:
    values = {
        "name": "The line",
        "when_to_call": "You want to talk",
        "number": "+442079460123",
        "spoken_form": "020 7946 0123",
        "description": "",
        "is_always_open": "on",
        "opening_times": streamfield([]),
        "bank_holidays": "",
        "bank_holiday_nation": "",
        "bank_holiday_times": streamfield([]),
        "hours_note": "",
        "cost": "Free",
        "languages": "",
        "nation": "uk",
        "sign_language_url": "",
        "text_number": "",
        "online_url": "",
        "website": "",
        "placement": "directory",
        "sort_order": "100",
        "on_card": "as_placed",
        "discreet_name": "",
        "verified_on": "2022-01-25",
        "owner": "",
        "go_live_at": "",
        "expire_at": "",
    }
    return nested_form_data(values | fields)


def news_form(**fields: Any) -> dict[str, Any]:
    values = {
        "title": "An early item",
        "slug": "an-early-item",
        "summary": "Words that took thought",
        "news_type": "news",
        "display_date": "2022-01-25",
        "date_precision": "day",
        "body": streamfield([("text", rich_text("<p>Some words</p>"))]),
        "updates": streamfield([]),
        "related_pages": inline_formset([]),
        "topics": [],
        "comments": inline_formset([]),
        "go_live_at": "",
        "expire_at": "",
        "withdrawn_on": "",
        "seo_title": "",
        "search_description": "",
    }
    return nested_form_data(values | fields)


def editor_text(entity: str, data: dict[str, Any]) -> str:
    """What the text editor holds of one letter that stands for a record, a link or a mark."""
    block = {
        "key": "a",
        "text": "x",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"key": 0, "offset": 0, "length": 1}],
    }
    told = {"0": {"type": entity, "mutability": "IMMUTABLE", "data": data}}
    return json.dumps({"entityMap": told, "blocks": [block]})
