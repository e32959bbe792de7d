from helpline.models.agencies import AgenciesPage, Agency
from helpline.models.card_sheets import CardSheet
from helpline.models.glossary import GlossaryPage, GlossaryTerm
from helpline.models.guides import GuidanceIndexPage, GuidePage, HelpPage
from helpline.models.resources import Resource, ResourcesPage
from helpline.models.services import Service
from helpline.models.translations import IN_ENGLISH, InEnglish, Language

__all__ = [
    "AgenciesPage",
    "Agency",
    "CardSheet",
    "GlossaryPage",
    "GlossaryTerm",
    "GuidanceIndexPage",
    "GuidePage",
    "HelpPage",
    "IN_ENGLISH",
    "InEnglish",
    "Language",
    "Resource",
    "ResourcesPage",
    "Service",
]
