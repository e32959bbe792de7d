"""Who may do what: one table of role, kind of content and action.

`editorial.role_groups` makes groups of it, `docs/editors/who-may-do-what.md` tells staff, and
`tests/editorial/test_role_matrix.py` walks it through the admin. What stands in no row is granted
to nobody: approvals, groups of permissions, collections and site addresses are set by the code.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Content whose permissions are granted together."""

    name: str
    models: tuple[str, ...]


PAGES = Kind("Pages", ("wagtailcore.page",))
# Wagtail keeps the permissions on pictures and files at its own models, whichever a site uses.
PICTURES = Kind("Pictures", ("wagtailimages.image",))
FILES = Kind("Files", ("wagtaildocs.document",))
TOPICS = Kind("Topics and organisations", ("core.topic", "publications.organisation"))
RECOMMENDATIONS = Kind(
    "Recommendations and figures", ("publications.recommendation", "publications.figure")
)
HELPLINES = Kind("Helplines and languages", ("helpline.service", "helpline.language"))
HELP_LISTS = Kind(
    "Agencies, resources and the glossary",
    ("helpline.agency", "helpline.resource", "helpline.glossaryterm"),
)
# To see what others have deleted, and bring it back. To delete it for good is one more.
BIN = Kind("What others have deleted", ("editorial.deletion",))
PACKS = Kind("Embargo packs", ("editorial.embargopack",))
ALERTS = Kind("Alert banners", ("core.alert",))
OFFICE = Kind(
    "Office details, menu and quick exit",
    ("core.officesettings", "home.navigationsettings", "safety.exitsettings"),
)
POST_SOURCES = Kind("Sources of latest posts", ("home.postsource",))
COMMISSIONERS = Kind("Commissioners", ("core.commissioner",))
PROMOTIONS = Kind("Promoted search results", ("search.promotion",))
REDIRECTS = Kind("Redirects", ("wagtailredirects.redirect",))
ACCOUNTS = Kind("Staff accounts", ("editorial.user",))

KINDS = [
    PAGES,
    PICTURES,
    FILES,
    TOPICS,
    RECOMMENDATIONS,
    HELPLINES,
    HELP_LISTS,
    BIN,
    PACKS,
    ALERTS,
    OFFICE,
    POST_SOURCES,
    COMMISSIONERS,
    PROMOTIONS,
    REDIRECTS,
    ACCOUNTS,
]


@dataclass(frozen=True)
class Role:
    """A group of staff. `grants` names the actions on each kind, with spaces between them."""

    name: str
    purpose: str
    grants: dict[Kind, str]

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")

    def actions(self, kind: Kind) -> tuple[str, ...]:
        return tuple(self.grants.get(kind, "").split())

    @property
    def records(self) -> dict[str, tuple[str, ...]]:
        """The actions on each model."""
        return {model: self.actions(kind) for kind in self.grants for model in kind.models}

    @property
    def approves(self) -> bool:
        """Whether it is asked when somebody submits a page."""
        return "publish" in self.actions(PAGES)


ROLES = [
    Role(
        "Author",
        "Writes pages of their own and submits them.",
        {PAGES: "add", PICTURES: "add choose", FILES: "add choose"},
    ),
    Role(
        "Editor",
        "Changes everybody’s pages and the records beside them. Visitors see it once a publisher "
        "has published it.",
        {
            PAGES: "add change lock",
            PICTURES: "add change choose",
            FILES: "add change choose",
            TOPICS: "add change view",
            RECOMMENDATIONS: "add change view",
            BIN: "change view",
            PROMOTIONS: "add change delete view",
        },
    ),
    Role(
        "Publisher",
        "Approves and publishes, puts up alert banners, and is the second person for a helpline.",
        {
            PAGES: "add change publish lock unlock",
            PICTURES: "add change choose",
            FILES: "add change choose",
            TOPICS: "add change delete view",
            RECOMMENDATIONS: "add change publish delete view",
            HELPLINES: "change publish view",
            BIN: "change view",
            PACKS: "add change delete view",
            ALERTS: "add change delete view",
            REDIRECTS: "add change delete view",
            PROMOTIONS: "add change delete view",
        },
    ),
    Role(
        "Administrator",
        "Keeps the staff accounts, and may do everything that a role may do.",
        {
            PAGES: "add change publish bulk_delete lock unlock",
            PICTURES: "add change choose",
            FILES: "add change choose",
            TOPICS: "add change delete view",
            RECOMMENDATIONS: "add change publish delete view",
            HELPLINES: "add change publish delete view",
            HELP_LISTS: "add change delete view",
            BIN: "change delete view",
            PACKS: "add change delete view",
            ALERTS: "add change delete view",
            OFFICE: "change",
            POST_SOURCES: "add change delete view",
            COMMISSIONERS: "add change delete view",
            PROMOTIONS: "add change delete view",
            REDIRECTS: "add change delete view",
            ACCOUNTS: "add change delete view",
        },
    ),
    # Two roles that stand alone or beside another.
    Role(
        "Helpline owner",
        "Keeps helplines, languages, agencies, resources and the glossary right. No pages.",
        {
            # A resource may lead to a file.
            FILES: "add choose",
            HELPLINES: "add change publish delete view",
            HELP_LISTS: "add change delete view",
        },
    ),
    Role(
        "Settings owner",
        "Keeps the office’s details, the menu, the quick exit, the sources of latest posts and the "
        "Commissioner. No pages.",
        {
            # The Commissioner has a portrait.
            PICTURES: "add choose",
            OFFICE: "change",
            POST_SOURCES: "add change delete view",
            COMMISSIONERS: "add change view",
        },
    ),
]
ADMINISTRATOR = "Administrator"


def named(name: str) -> Role | None:
    """The role of this name, in whatever case and with spaces or hyphens."""
    return next((role for role in ROLES if role.slug == name.lower().replace(" ", "-")), None)
