"""Which page of the guide belongs to which screen, so that help is where the question comes up.

Types of pages and records stand in apps above this one, so they are named, not imported.
"""

from django.urls import ResolverMatch
from wagtail.models import Page

from editorial import guide

# By type, as in the address of the form that adds one.
OF_PAGES = {
    "home.homepage": "arrange-the-front-page",
    "news.newspage": "write-a-news-item",
    "news.presspiecepage": "write-a-news-item",
    "publications.publicationpage": "publish-a-report",
    "publications.documentpage": "write-a-report-as-web-pages",
    "publications.letterpage": "write-a-letter",
    "publications.callforevidencepage": "ask-for-evidence",
    "publications.recommendationspage": "keep-recommendations",
    "publications.figurespage": "keep-figures",
    "helpline.guidepage": "review-a-guide",
    "helpline.glossarypage": "keep-the-glossary",
}
# By namespace of the addresses, or by the name of the one address.
OF_SCREENS = {
    "alert": "put-up-an-alert-banner",
    "audit_log": "who-did-what",
    "bin": "bring-something-back",
    "embargopack": "embargo-a-report",
    "feedback_report": "what-readers-found-useful",
    "fetch_posts_now": "show-our-latest-posts",
    "guide_report": "review-a-guide",
    "missing_addresses": "lead-on-from-old-addresses",
    "postsource": "show-our-latest-posts",
    "redirect_add": "lead-on-from-old-addresses",
    "redirect_check": "lead-on-from-old-addresses",
    "redirect_edit": "lead-on-from-old-addresses",
    "redirect_import": "lead-on-from-old-addresses",
    "promotions": "help-people-find-things",
    "wagtailimages": "use-pictures",
    "wagtailredirects": "lead-on-from-old-addresses",
    "wagtailsnippets_helpline_glossaryterm": "keep-the-glossary",
    "wagtailsnippets_helpline_language": "add-a-language",
    "wagtailsnippets_helpline_service": "change-a-helpline",
    "wagtailsnippets_publications_figure": "keep-figures",
    "wagtailsnippets_publications_recommendation": "keep-recommendations",
    "wagtailusers_users": "who-may-do-what",
}


def page_for(match: ResolverMatch, page: Page | None) -> guide.GuidePage | None:
    """What there is to read about the screen at this address, which may be of `page`."""
    name = OF_PAGES.get(_type_of_page(match, page)) or OF_SCREENS.get(
        match.namespace or match.view_name
    )
    return guide.pages()[name] if name else None


def _type_of_page(match: ResolverMatch, page: Page | None) -> str:
    if match.view_name == "wagtailadmin_pages:add":
        names = ("content_type_app_name", "content_type_model_name")
        return ".".join(match.kwargs[name] for name in names)
    if match.view_name == "wagtailadmin_pages:edit" and page:
        return page.cached_content_type.model_class()._meta.label_lower
    return ""
