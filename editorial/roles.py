"""What each role may do, as data. Migrations turn the table into groups."""

from dataclasses import dataclass

# Records that pages show, kept beside them. Editors see to their content.
EDITED_RECORDS = [
    "core.topic",
    "helpline.service",
    "helpline.agency",
    "helpline.resource",
    "helpline.language",
    "helpline.glossaryterm",
    "publications.organisation",
    "publications.recommendation",
    "publications.figure",
]
# Those of them that go live only when somebody publishes them, which is a permission of its own.
PUBLISHED_RECORDS = [
    "helpline.service",
    "helpline.language",
    "publications.recommendation",
    "publications.figure",
]
# What is on every page the moment it is saved. Kept by those who may publish.
SITE_RECORDS = [
    "core.alert",
    "core.commissioner",
    "core.officesettings",
    "home.navigationsettings",
    "safety.exitsettings",
]
# Wagtail keeps the permissions on pictures and files at its own models, whichever a site uses.
MEDIA_MODELS = [("wagtailimages", "image"), ("wagtaildocs", "document")]


@dataclass(frozen=True)
class Role:
    """A group of staff. `pages` holds Wagtail's page permissions, `records` model permissions."""

    name: str
    pages: tuple[str, ...]
    media: tuple[str, ...]
    records: dict[str, tuple[str, ...]]
    # Whether it is asked when somebody submits a page.
    approves: bool = False
    manages_staff: bool = False


def _for_each(models: list[str], *actions: str) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(models, actions)


ROLES = [
    # Writes pages of their own and submits them.
    Role("Author", pages=("add_page",), media=("add", "choose"), records={}),
    # Changes everybody's pages and records. What visitors see changes only by a publisher.
    Role(
        "Editor",
        pages=("add_page", "change_page", "lock_page"),
        media=("add", "change", "choose"),
        records=_for_each(EDITED_RECORDS, "add", "change", "view"),
    ),
    Role(
        "Publisher",
        pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
        media=("add", "change", "choose"),
        records={
            **_for_each(EDITED_RECORDS, "add", "change", "delete", "view"),
            **_for_each(SITE_RECORDS, "add", "change", "view"),
            "core.alert": ("add", "change", "delete", "view"),
            "editorial.embargopack": ("add", "change", "delete", "view"),
            **_for_each(PUBLISHED_RECORDS, "add", "change", "delete", "view", "publish"),
        },
        approves=True,
    ),
    Role(
        "Administrator",
        pages=(
            "add_page",
            "change_page",
            "publish_page",
            "bulk_delete_page",
            "lock_page",
            "unlock_page",
        ),
        media=("add", "change", "choose"),
        records={
            **_for_each([*EDITED_RECORDS, *SITE_RECORDS], "add", "change", "delete", "view"),
            **_for_each(PUBLISHED_RECORDS, "add", "change", "delete", "view", "publish"),
            "editorial.embargopack": ("add", "change", "delete", "view"),
            "editorial.user": ("add", "change", "delete", "view"),
            "wagtailredirects.redirect": ("add", "change", "delete", "view"),
        },
        approves=True,
        manages_staff=True,
    ),
]
