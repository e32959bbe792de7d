"""An outside reader's invitation: a link that opens one pack, for one person, until a moment."""

import logging

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from wagtail.log_actions import log

from editorial.letters import subject_line
from editorial.models import PackReader
from editorial.moments import in_words
from editorial.packs.history import INVITED

logger = logging.getLogger(__name__)


def link_for(token: str) -> str:
    """The address to send. The secret stands in the query, which no log of ours keeps."""
    return f"{settings.SITE_URL}{reverse('reader-door')}?link={token}"


def invite(reader: PackReader, *, by: AbstractBaseUser) -> tuple[str, bool]:
    """Save `reader` and send the link. Gives its secret, and whether it could be sent."""
    token = reader.make_token()
    reader.created_by = by
    until = in_words(reader.expires_at)
    with transaction.atomic():
        reader.save()
        log(reader.pack, INVITED, user=by, data={"reader": reader.name, "until": until})
    try:
        send_mail(
            subject_line(f"To read before release: {reader.pack}"),
            _letter(reader, token),
            None,
            [reader.email],
        )
    except OSError:  # among them all that a mail server can answer
        logger.exception("An invitation to the embargo pack %s was not sent.", reader.pack_id)
        return token, False
    return token, True


def _letter(reader: PackReader, token: str) -> str:
    release = reader.pack.release_at
    lines = [
        f"{reader.name},",
        "",
        f"you can read “{reader.pack}” before it is released:",
        link_for(token),
        "",
        f"Embargoed until {in_words(release)}." if release else "Embargoed until its release.",
        f"The link is yours alone, and works until {in_words(reader.expires_at)}.",
        "Each time it is opened is noted. Please pass on neither the link nor what you read.",
    ]
    return "\n".join(lines)
