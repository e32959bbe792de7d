"""The directory of bodies that the law gives a part in fighting modern slavery."""

from functools import cached_property

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from core.gates import GatedAtOnce
from core.models import BasePage
from helpline.models.services import Service


class AgencyQuerySet(models.QuerySet):
    def by_nation(self) -> list[tuple[str, list["Agency"]]]:
        """All in groups, those for the whole UK first: the name of each group and its agencies."""
        agencies = list(self.select_related("phone"))
        groups = [
            (label, [agency for agency in agencies if agency.nation == value])
            for value, label in Service.Nation.choices
        ]
        return [(label, group) for label, group in groups if group]


class Agency(GatedAtOnce, models.Model):
    """A public body in the directory."""

    name = models.CharField(max_length=160, unique=True, help_text="The full name.")
    role = models.CharField(
        max_length=300, help_text="What it does against modern slavery, in one plain sentence."
    )
    nation = models.CharField(
        max_length=20,
        choices=Service.Nation.choices,
        default=Service.Nation.UK,
        help_text="Where in the UK it works. The directory is grouped by it.",
    )
    website = models.URLField(blank=True, help_text="Its own website.")
    contact_url = models.URLField(
        "contact page", blank=True, help_text="The page that says how to reach it."
    )
    email = models.EmailField(
        "e-mail address",
        blank=True,
        help_text="One that stays when people leave, and that everybody may know.",
    )
    phone = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Its number, from the helplines. If it is not there, add it there first.",
    )
    is_first_responder = models.BooleanField(
        "first responder",
        default=False,
        help_text="May refer people to the National Referral Mechanism.",
    )
    sort_order = models.PositiveSmallIntegerField(
        "place in the list", default=100, help_text="Small numbers come first, then the alphabet."
    )

    objects = AgencyQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("nation"),
        FieldPanel("is_first_responder"),
        MultiFieldPanel(
            [
                FieldPanel("website"),
                FieldPanel("contact_url"),
                FieldPanel("email"),
                FieldPanel("phone"),
            ],
            "How to reach it",
        ),
        FieldPanel("sort_order"),
    ]

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["sort_order", "name"]

    def __str__(self):
        return self.name

    @property
    def phone_shown(self) -> Service | None:
        """The helpline that reaches it; None while that is not live, or has no number."""
        return self.phone if self.phone and self.phone.live and self.phone.number else None

    def schema_org(self) -> dict:
        facts = {
            "@type": "GovernmentOrganization",
            "name": self.name,
            "description": self.role,
            "url": self.website,
            "email": self.email,
            "telephone": self.phone_shown.number if self.phone_shown else "",
            "areaServed": self.get_nation_display(),
        }
        return {name: fact for name, fact in facts.items() if fact}


class AgenciesPage(BasePage):
    """The directory as visitors see it."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["helpline.GuidanceIndexPage"]
    subpage_types = []
    max_count = 1
    page_description = "The directory of statutory agencies."
    shows_others = True

    class Meta:
        verbose_name = "directory of agencies"

    @cached_property
    def groups(self) -> list[tuple[str, list[Agency]]]:
        return Agency.objects.by_nation()

    def schema_org(self):
        agencies = [agency.schema_org() for _, group in self.groups for agency in group]
        entries = [
            {"@type": "ListItem", "position": position, "item": agency}
            for position, agency in enumerate(agencies, start=1)
        ]
        return {
            "@type": "CollectionPage",
            "mainEntity": {"@type": "ItemList", "itemListElement": entries},
        }
