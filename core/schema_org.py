"""What pages tell search engines about themselves, as schema.org JSON-LD."""

from django.conf import settings

from core import share_pictures
from core.models import BasePage, OfficeSettings

CONTEXT = "https://schema.org"
OFFICE = {"@id": f"{settings.SITE_URL}/#office"}
"""The office, for pages that name it as who made something."""

# All that a withdrawn page says of itself beside its address and its title.
WITHDRAWN = {"@type": "WebPage", "creativeWorkStatus": "Withdrawn"}


def organisation(office: OfficeSettings) -> dict:
    """The office, as the publisher of everything here."""
    facts = {
        "@type": "GovernmentOrganization",
        **OFFICE,
        "name": office.name,
        "url": f"{settings.SITE_URL}/",
        "legalName": office.legal_name,
        "description": office.strapline,
        "email": office.email,
        "address": " ".join(office.address.split()),
        "sameAs": [link.value["url"] for link in office.social_links],
    }
    if office.founding_law_url:
        law = office.founding_law_url
        facts["subjectOf"] = {"@type": "Legislation", "@id": law, "url": law}
    if office.parent_organisation:
        facts["parentOrganization"] = {"@type": "Organization", "name": office.parent_organisation}
    return {name: fact for name, fact in facts.items() if fact}


def breadcrumbs(page: BasePage, ancestors) -> dict:
    """The way to `page` from the front page; `ancestors` in order, the front page first."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": step.title,
                "item": {"@id": step.full_url},
            }
            for position, step in enumerate([*ancestors, page], start=1)
        ],
    }


def page_graph(page: BasePage, ancestors, office: OfficeSettings) -> dict:
    """All that a page says: itself, the office, and the way to it."""
    publisher = organisation(office)
    facts = {
        "@id": f"{page.full_url}#page",
        "url": page.full_url,
        "name": page.title,
        "description": page.description,
        "inLanguage": page.foreign_language or settings.LANGUAGE_CODE,
        "publisher": OFFICE,
        **(WITHDRAWN if page.withdrawn_on else page.schema_org()),
    }
    if page.pk and not page.withdrawn_on:
        facts["image"] = share_pictures.address_of_picture(page, office)
    graph = [publisher, {name: fact for name, fact in facts.items() if fact}]
    if ancestors:
        graph.append(breadcrumbs(page, ancestors))
    return {"@context": CONTEXT, "@graph": graph}
