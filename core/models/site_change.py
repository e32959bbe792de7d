import secrets

from django.db import models, transaction
from django.db.models import Sum

LARGEST_WEIGHT = 2**31


def weigh() -> int:
    return 1 + secrets.randbelow(LARGEST_WEIGHT)


class SiteChangeQuerySet(models.QuerySet):
    def total(self) -> int:
        """The site generation: no two states of the site have the same, nor will have."""
        return int(self.aggregate(total=Sum("weight"))["total"] or 0)

    def fold(self) -> None:
        """Put all rows into one, which changes no total. For every now and then."""
        with transaction.atomic():
            rows = list(self.select_for_update().values_list("pk", "weight"))
            if len(rows) > 1:
                self.filter(pk__in=[key for key, _ in rows]).delete()
                self.create(weight=sum(weight for _, weight in rows))


class SiteChange(models.Model):
    """That a transaction changed something visitors can see. `core.generation` adds the rows.

    A row each, and no counter, so that two who publish at the same time never wait for each
    other. The weights are chance, so that the total of a restored backup never grows into one
    that was there before with other pages.
    """

    weight = models.BigIntegerField(default=weigh)

    objects = SiteChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.weight}"
