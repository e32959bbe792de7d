"""Recent news and insights: pinned items first, then the newest."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, When

from core.models import BasePage
from news.models import NewsPage, PressPiecePage

COUNT = 6


def news(*, pinned: Sequence[int] = ()) -> list[BasePage]:
    """At most `COUNT` public items; `pinned` page ids lead, in their order, while they are live."""
    stream = BasePage.objects.listed().in_english().type(NewsPage, PressPiecePage).newest_first()
    if pinned:
        # Found first and put in order then: all news in that order would be sorted for six.
        unordered = BasePage.objects.order_by()
        newest = unordered.filter(pk__in=stream.values("pk")[:COUNT]).values("pk")
        ids = newest.union(unordered.filter(pk__in=pinned).values("pk"), all=True)
        places = [When(pk=page_id, then=place) for place, page_id in enumerate(pinned)]
        place = Case(*places, default=len(pinned), output_field=IntegerField())
        stream = stream.filter(id__among_few=ids).order_by(place, *stream.query.order_by)
    return list(stream.joined(NewsPage, PressPiecePage)[:COUNT])
