"""All addresses of the site. What stands in no line here is a page in Wagtail's tree."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve

from core import sitemaps
from core import urls as core_urls
from editorial.packs import urls as packs_urls
from editorial.sign_in import urls as sign_in_urls
from helpline import urls as helpline_urls
from iasc_site import views
from operations import health, metrics
from publications import sitemaps as publications_sitemaps
from publications import urls as publications_urls
from safety import urls as safety_urls
from search import urls as search_urls

SITEMAPS = {
    "pages": sitemaps.PageSitemap,
    "sections": publications_sitemaps.SectionSitemap,
    "recommendations": publications_sitemaps.RecommendationSitemap,
    "figures": publications_sitemaps.FigureSitemap,
}

urlpatterns = [
    path("", include(safety_urls)),
    path("files/", include(core_urls)),
    path("files/", include(publications_urls)),
    path("", include(helpline_urls)),
    path("", include(search_urls)),
    path("embargo/", include(packs_urls)),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS}, name="sitemap-index"),
    path("sitemap-<slug:name>.xml", sitemaps.part, {"sitemaps": SITEMAPS}, name="sitemap-part"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    # Wagtail's own forgets the names of those who have left.
    path("admin/reports/site-history/", RedirectView.as_view(pattern_name="audit_log")),
    path("admin/reports/site-history/results/", RedirectView.as_view(pattern_name="audit_log")),
    # Before Wagtail's, whose form knows no second factor.
    path("admin/", include(sign_in_urls)),
    path("admin/", include(admin_urls)),
    # Alone: the pages beside it, to sign in or to give a password, would tell what is private.
    re_path(serve_pattern, serve, name="wagtail_serve"),
]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error
