from helpline.models.agencies import AgenciesPage, Agency
from helpline.models.glossary import GlossaryPage, GlossaryTerm
from helpline.models.guides import GuidanceIndexPage, GuidePage, HelpPage
from helpline.models.resources import Resource, ResourcesPage
from helpline.models.services import Service

__all__ = [
    "AgenciesPage",
    "Agency",
    "GlossaryPage",
    "GlossaryTerm",
    "GuidanceIndexPage",
    "GuidePage",
    "HelpPage",
    "Resource",
    "ResourcesPage",
    "Service",
]
