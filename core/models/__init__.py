from core.media.documents import CustomDocument
from core.media.images import CustomImage, Rendition
from core.media.versions import DocumentVersion
from core.models.alerts import Alert
from core.models.cards import Card, DatePrecision
from core.models.office import Commissioner, OfficeSettings, office_for
from core.models.pages import BasePage
from core.models.related import RelatedPage
from core.models.site_change import SiteChange
from core.models.topics import Topic

__all__ = [
    "Alert",
    "BasePage",
    "Card",
    "Commissioner",
    "CustomDocument",
    "CustomImage",
    "DatePrecision",
    "DocumentVersion",
    "OfficeSettings",
    "RelatedPage",
    "Rendition",
    "SiteChange",
    "Topic",
    "office_for",
]
