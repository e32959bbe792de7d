"""What stands beside the starter content when searches are judged. All of it is made up."""

from datetime import date

from tests import builders

PAGE_ONE = """
Council officers checked houses of multiple occupation in four towns. In one house, 23 people shared
two rooms. Nobody had asked who paid the rent.
"""
PAGE_TWO = """
Most of them worked on the night shift of a recycling plant. An agency had hired them. Their wages
went to somebody else each Friday.
"""
PAGE_THREE = """
The organisers opened accounts in the names of workers and kept the cards. Bank staff saw one man
translate for many customers, and did not ask why.
"""
PAGES_OF_PDF = [PAGE_ONE, PAGE_TWO, PAGE_THREE]


def make() -> None:
    review = _review()
    for number, text in enumerate(
        [
            "Councils should share what they find in shared houses with the police.",
            "Banks should give training to all staff who open accounts in a branch.",
            "Agencies should pay wages only into an account that the worker controls.",
        ],
        start=1,
    ):
        builders.recommendation(publication=review, number=str(number), text=text)
    builders.document_page(
        builders.section("Learning English", ("text", "<p>Classes help survivors to live.</p>")),
        builders.section("Compensation", ("text", "<p>Courts seldom make orders.</p>")),
        below=builders.publication(title="Life after rescue", display_date=date(2023, 2, 1)),
        title="Life after rescue: the report",
    )
    builders.letter(
        title="Letter to the Minister for Care on workers who owe their recruiters",
        addressee="the Minister for Care",
        body=builders.text("Care workers pay recruitment fees for a visa and arrive in debt."),
        display_date=date(2023, 3, 1),
    )
    builders.news_item(
        title="Statement on hand car washes",
        news_type="statement",
        body=builders.text("Every council should license and inspect the car washes of its area."),
        display_date=date(2023, 4, 1),
    )
    builders.press_piece(
        title="The Chronicle: care workers pay thousands for a visa",
        outlet="The Chronicle",
        article_url="https://example.org/care",
        summary="Families sold land to pay the fees.",
        display_date=date(2023, 5, 1),
    )
    builders.figure(name="People referred in 2023", value="19,000", slug="referred-in-2023")


def _review():
    review = builders.publication(
        title="Held in plain sight: a review of Operation Heron",
        publication_type="review",
        isbn="978-1-5286-2117-5",
        paper_number="HC 123",
        summary="How 90 people were exploited at work for six years before anybody noticed.",
        display_date=date(2023, 1, 1),
    )
    pdf = builders.pdf("Heron", pages=len(PAGES_OF_PDF))
    file = builders.document("operation-heron.pdf", pdf)
    for page, words in zip(file.current.facts.pages.all(), PAGES_OF_PDF, strict=True):
        page.text = words
        page.save()
    builders.attachment(review, document=file, title="The review as printed")
    return review
