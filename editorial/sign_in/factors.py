"""Who has a second factor, and who has shown it in this session."""

from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from editorial.models import UsedCode, User

PROOFS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""Recovery codes stand in for one of these, and alone are none."""


FORGOTTEN_AFTER = timedelta(minutes=5)


def is_required() -> bool:
    """Whether nobody gets in by a password alone. Not so in a trial on one's own machine."""
    return settings.SECOND_FACTOR == "required"


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user.pk, type__in=PROOFS).exists()


def was_given(request: HttpRequest, user: User) -> bool:
    """Whether this session has seen the person's second factor."""
    records = get_authentication_records(request, user)
    return any(record["method"] == "mfa" for record in records)


def was_confirmed(request: HttpRequest, *, within: int) -> bool:
    """Whether the second factor was shown once more in the last `within` seconds."""
    earliest = timezone.now().timestamp() - within
    return any(
        record["method"] == "mfa" and record.get("reauthenticated") and record["at"] > earliest
        for record in get_authentication_records(request, request.user)
    )


def note_given(request: HttpRequest, user: User) -> None:
    """Who has just set up a second factor has shown it: they need not do so again at once."""
    record_authentication(request, user, "mfa", reauthenticated=True)
    request.session.cycle_key()


def take_code(user: User, code: str) -> bool:
    """Whether this code of an app is new. From then on it is used, for all processes of the site.

    A code is right for 90 seconds at most; after five minutes it may come again by chance.
    """
    now = timezone.now()
    UsedCode.objects.filter(user=user, used_at__lt=now - FORGOTTEN_AFTER).delete()
    mark = salted_hmac("editorial.used-code", f"{user.pk} {code}", algorithm="sha256").hexdigest()
    try:
        with transaction.atomic():
            UsedCode.objects.create(user=user, code=mark, used_at=now)
    except IntegrityError:
        return False
    return True


def remove_all(user: User) -> None:
    """Forget what a person proves themselves with. They set it up anew when they sign in."""
    Authenticator.objects.filter(user=user).delete()
    user.end_sessions()
