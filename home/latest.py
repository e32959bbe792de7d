"""Recent news and insights: pinned items first, then the newest."""

from collections.abc import Sequence

from core.models import BasePage
from news.models import NewsPage, PressPiecePage

COUNT = 6


def news(*, pinned: Sequence[int] = (), count: int = COUNT) -> list[BasePage]:
    """At most `count` public items; `pinned` page ids lead, in their order, while they are live."""
    stream = BasePage.objects.listed().type(NewsPage, PressPiecePage)
    newest = stream.newest_first().joined(NewsPage, PressPiecePage)
    if not pinned:
        return list(newest[:count])
    found = {page.pk: page for page in newest.filter(pk__in=pinned)}
    leading = [found[page_id] for page_id in pinned if page_id in found][:count]
    rest = newest.exclude(pk__in=[page.pk for page in leading])[: count - len(leading)]
    return [*leading, *rest]
