"""One address of each kind of public page, with everything on it."""

from datetime import date, datetime

from tests import builders

OPENS_AT = datetime(2122, 3, 3, 9, 0, tzinfo=builders.LONDON)
CLOSES_AT = datetime(2122, 4, 30, 23, 59, tzinfo=builders.LONDON)


def one_of_each() -> dict[str, str]:
    """Addresses by kind of page: each page type once, filled, beside all that it refers to."""
    law, osce = builders.topic("Law"), builders.partner("OSCE")
    jane = builders.commissioner(portrait=builders.picture(), post_nominals="DBE")
    police = builders.helpline(name="The police", placement="top")
    night = builders.helpline(name="Night line", placement="foot", has_text_relay=True)
    builders.agency(website="https://example.com/police", phone=police)
    builders.resource(url="https://example.com/leaflet")
    builders.office(name="The office", email="office@example.org", address="1 Street\nLondon")
    step = {"when": "In danger", "text": "<p>Call.</p>", "service": police.pk}
    told = [(date(2022, 3, 3), "More is known."), (date(2022, 2, 2), "We have met.")]
    item = builders.news_item(
        topics=[law], summary="What we said.", updates=builders.updates(*told)
    )
    piece = builders.press_piece(topics=[law])
    series = builders.series()
    report = builders.publication_with_file(
        topics=[law], partners=[osce], commissioner=jane, series=series, isbn="9781528621175"
    )
    builders.attachment(report)
    report.change_notes = builders.changes(
        ("update", date(2022, 2, 1), "A summary in Welsh."),
        ("correction", date(2022, 2, 3), "Table 4 was wrong."),
    )
    report.save()
    document = builders.document_page(
        builders.section("Foreword"), builders.full_section(), below=report, numbering="section"
    )
    short = builders.document_page(title="Short", below=report, language="cy")
    letter = builders.letter(
        topics=[law],
        commissioner=jane,
        series=series,
        addressee_role="Home Secretary",
        co_signatories=builders.stream(("person", {"name": "Ann Lee", "role": "A charity"})),
        reply_due_on=date(2022, 2, 20),
    )
    reply = builders.letter(
        title="A reply",
        first_letter=letter,
        sender="the Home Secretary",
        addressee="the Commissioner",
        sent_on=date(2022, 3, 1),
    )
    builders.attachment(letter, document=builders.document("letter.pdf"))
    unanswered = builders.letter(title="Unanswered", reply_due_on=date(2022, 2, 20))
    call = builders.call(
        topics=[law], outcome="<p>We read all of it.</p>", outcome_page_id=report.pk
    )
    builders.attachment(call)
    coming = builders.call(title="Not open yet", opens_at=OPENS_AT, closes_at=CLOSES_AT)
    withdrawn = builders.publication(
        title="Withdrawn", withdrawn_on=date(2022, 3, 1), replaced_by_id=report.pk
    )
    builders.new_version(report.attachments.first().document, builders.pdf("Corrected"))
    collection = builders.collection(report, item)
    record, figures = builders.recommendations_page(), builders.figures_page()
    answered = {"status": "accepted", "changed_on": date(2022, 2, 1), "evidence_page_id": item.pk}
    recommendation = builders.recommendation(
        ("made", date(2022, 1, 25)), answered, publication=report, bodies=[osce]
    )
    builders.recommendation(publication=report, bodies=[osce])
    newer = builders.figure(value="13,000", unit="people", source_url="https://example.com/paper")
    builders.figure(slug="older", superseded_by=newer)
    builders.related(item, report)
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
    glossary = builders.glossary_page()
    builders.term("Victim", page_id=guide.pk, other_names="PV")
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
    help_page.emergency = police
    help_page.save()
    builders.language()
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
    builders.post(text="Words of a post")
    builders.post(builders.PostSource.objects.get(), language="ar", warning="A warning")
    builders.pinned(builders.news_item(title="Pinned", display_date=date(2020, 1, 1)))
    return {
        "front page": "/",
        "help page": help_page.url,
        "questions": f"{help_page.url}questions/",
        "help in another language": f"{help_page.url}ar/",
        "questions in another language": f"{help_page.url}ar/questions/",
        "pocket card": "/card/",
        "news list": "/news/",
        "filtered news list": "/news/type/news/topic/law/2022/",
        "news item": item.url,
        "press piece": piece.url,
        "publications list": "/publications/",
        "filtered publications list": "/publications/type/report/topic/law/partner/osce/2022/",
        "publication": report.url,
        "document": document.url,
        "section of a document": f"{document.url}what-we-found/",
        "document on one page": f"{document.url}all/",
        "short document": short.url,
        "missing section": f"{document.url}nothing-here/",
        "letter": letter.url,
        "reply": reply.url,
        "unanswered letter": unanswered.url,
        "call for evidence": call.url,
        "call that opens later": coming.url,
        "withdrawn publication": withdrawn.url,
        "series": series.url,
        "collection": collection.url,
        "record of recommendations": record.url,
        "filtered record": f"{record.url}body/osce/status/accepted/publication/a-report/2022/",
        "recommendations to a body": f"{record.url}body/osce/",
        "recommendation": f"{record.url}a-report/{recommendation.number}/",
        "about the data": f"{record.url}about-the-data/",
        "figures": figures.url,
        "figure": f"{figures.url}older/",
        "guidance list": "/guidance/",
        "guide": guide.url,
        "agencies": agencies.url,
        "resources": resources.url,
        "glossary": glossary.url,
        "standard page": standard.url,
        "missing page": "/nothing-here/",
    }


def for_machines(addresses: dict[str, str]) -> dict[str, str]:
    """What machines read of these pages: feeds and citations."""
    return {
        "news feed": addresses["news list"] + "atom/",
        "filtered news feed": addresses["filtered news list"] + "rss/",
        "publications feed": addresses["publications list"] + "rss/",
        "filtered publications feed": addresses["filtered publications list"] + "atom/",
        "citation for reference managers": addresses["publication"] + "ris/",
        "citation in BibTeX": addresses["publication"] + "bibtex/",
    }


def _sections():
    return [builders.news_index(), builders.publications_index(), builders.guidance_index()]
