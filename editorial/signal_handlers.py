from django.db import models

from editorial.models import MissedMoment

Deed = MissedMoment.Deed


def forget_missed_go_live(subject: models.Model, in_bulk: bool = False, **kwargs) -> None:
    """It is live now, whoever did it. What is new has missed nothing."""
    if in_bulk:
        return
    MissedMoment.objects.about(subject).filter(deed=Deed.GO_LIVE).delete()


def forget_missed_come_down(instance: models.Model, **kwargs) -> None:
    """It is down now, whoever did it."""
    MissedMoment.objects.about(instance).filter(deed=Deed.COME_DOWN).delete()
