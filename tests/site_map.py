"""One address of each kind of public page, with everything on it."""

from datetime import date

from tests import builders


def one_of_each() -> dict[str, str]:
    """Addresses by kind of page: each page type once, filled, beside all that it refers to."""
    law, osce = builders.topic("Law"), builders.partner("OSCE")
    jane = builders.commissioner(portrait=builders.picture(), post_nominals="DBE")
    police = builders.helpline(name="The police", placement="top")
    night = builders.helpline(name="Night line", placement="foot", has_text_relay=True)
    builders.agency(website="https://example.com/police")
    builders.resource(url="https://example.com/leaflet")
    builders.office(name="The office", email="office@example.org", address="1 Street\nLondon")
    step = {"when": "In danger", "text": "<p>Call.</p>", "service": police.pk}
    item = builders.news_item(topics=[law], summary="What we said.")
    piece = builders.press_piece(topics=[law])
    series = builders.series()
    report = builders.publication_with_file(
        topics=[law], partners=[osce], commissioner=jane, series=series, isbn="9781528621175"
    )
    builders.attachment(report)
    builders.new_version(report.attachments.first().document, builders.pdf("Corrected"))
    collection = builders.collection(report, item)
    builders.made_private(builders.news_item(title="Private"))
    body = [
        {"type": "text", "value": "<p>Some words.</p>"},
        {"type": "helplines", "value": {"heading": "Call", "services": [night.pk]}},
    ]
    guide = builders.guide(
        parts=builders.stream(
            ("part", {"heading": "Signs", "body": body}),
            ("part", {"heading": "Help", "body": body}),
        )
    )
    agencies, resources = builders.agencies_page(), builders.resources_page()
    standard = builders.standard_page(shows_contact=True)
    child = {"text": "About", "page": standard.pk, "url": ""}
    builders.navigation(
        menu=builders.stream(
            *[("link", {"text": page.title, "page": page.pk}) for page in _sections()]
        ),
        footer=builders.stream(("column", {"heading": "The office", "links": [child, child]})),
        safety_page=standard,
    )
    help_page = builders.help_page()
    help_page.steps = builders.stream(("step", step))
    help_page.save()
    news = [{"heading": "A story", "text": "<p>Words.</p>", "page": item.pk, "links": [child]}]
    builders.with_parts(
        ("stories", {"heading": "Stories", "stories": news}),
        ("latest_news", {"heading": "Recent news"}),
        ("publications", {"heading": "Publications", "publications": [report.pk]}),
        ("victim_help", {"heading": "What to do", "steps": [step], "link": child}),
        ("what_is", {"heading": "What is it?", "text": "<p>Words.</p>", "link": child}),
        ("agencies", {"heading": "Agencies", "text": ""}),
        ("latest_posts", {"heading": "Latest posts"}),
    )
    builders.pinned(builders.news_item(title="Pinned", display_date=date(2020, 1, 1)))
    return {
        "front page": "/",
        "help page": help_page.url,
        "news list": "/news/",
        "filtered news list": "/news/type/news/topic/law/2022/",
        "news item": item.url,
        "press piece": piece.url,
        "publications list": "/publications/",
        "filtered publications list": "/publications/type/report/topic/law/partner/osce/2022/",
        "publication": report.url,
        "series": series.url,
        "collection": collection.url,
        "guidance list": "/guidance/",
        "guide": guide.url,
        "agencies": agencies.url,
        "resources": resources.url,
        "standard page": standard.url,
        "missing page": "/nothing-here/",
    }


def _sections():
    return [builders.news_index(), builders.publications_index(), builders.guidance_index()]
