from helpline.models.agencies import AgenciesPage, Agency
from helpline.models.guides import GuidanceIndexPage, GuidePage, HelpPage
from helpline.models.resources import Resource, ResourcesPage
from helpline.models.services import Service

__all__ = [
    "AgenciesPage",
    "Agency",
    "GuidanceIndexPage",
    "GuidePage",
    "HelpPage",
    "Resource",
    "ResourcesPage",
    "Service",
]
