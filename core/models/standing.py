"""Whether a page is in sight of everybody, as conditions for queries of pages.

What stands above a page is asked by SQL written out here. Each public page asks it up to ten times,
and of the time to answer Django spent two thirds on making the same SQL from querysets.
"""

from django.db.models import BooleanField, Func, Q
from wagtail.models import Page

# The deepest level of the tree at which a page can be public. The front page stands on the second.
DEEPEST = 10
LENGTHS = range(Page.steplen, DEEPEST * Page.steplen + 1, Page.steplen)


class AskedOfWay(Func):
    """What `sql` says of the way to a page: `{way}` are the paths from the root to the page.

    Whole paths, which an index finds; with “starts with”, SQLite reads all pages for each page.
    """

    output_field = BooleanField()
    sql: str

    def __init__(self, *, path="path", depth="depth", **options):
        super().__init__(path, depth, **options)

    def as_sql(self, compiler, connection, **options):
        # Both are columns, so there is nothing to be filled in later.
        (path, _), (depth, _) = (compiler.compile(part) for part in self.source_expressions)
        way = ", ".join(f"SUBSTR({path}, 1, {length})" for length in LENGTHS)
        return self.sql.format(way=way, depth=depth), []


class IsRestricted(AskedOfWay):
    """Whether only some people may see the page, or a page above it."""

    sql = (
        "EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction AS restriction"
        " JOIN wagtailcore_page AS restricted ON restricted.id = restriction.page_id"
        " WHERE restricted.path IN ({way}))"
    )


class IsBelowHidden(AskedOfWay):
    """Whether a page above it is not live or withdrawn, and takes it out of sight."""

    sql = (
        "EXISTS (SELECT 1 FROM wagtailcore_page AS above"
        " LEFT JOIN core_basepage AS ours ON ours.page_ptr_id = above.id"
        " WHERE above.path IN ({way}) AND above.depth < {depth}"
        " AND (NOT above.live OR ours.withdrawn_on IS NOT NULL))"
    )


def is_visible() -> Q:
    """Of a page in a query: whether everybody may see it, as `visible_to_public` has it."""
    # One query, where Wagtail's `public` asks for all private pages first.
    is_below_public = ~IsRestricted() & ~IsBelowHidden()
    return Q(is_below_public, live=True, deleted_at__isnull=True, depth__lte=DEEPEST)


def is_to_be_listed() -> Q:
    """Of a page in a query: whether lists show it and others lead to it, as `listed` has it."""
    return is_visible() & Q(withdrawn_on__isnull=True)
