"""Letters wait in the queue, and the worker hands them to the mail server.

So nobody who presses a button waits for that server, and the timetable doesn't either. While it is
silent, refuses our password or has a certificate that is over, a letter is tried again, less and
less often, for three days. In the queue it can't be read: a letter may hold a link with a secret.
"""

import json
import logging
import smtplib
import ssl
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from editorial.sign_in import secrets

logger = logging.getLogger(__name__)

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
"""Until the next try; the last one repeats."""
TRIED_FOR = timedelta(days=3)
PARTS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")


def sealed(message: EmailMessage) -> str:
    """A letter without attachments as the queue keeps it."""
    parts = {name: getattr(message, name) for name in PARTS}
    others = [list(other) for other in getattr(message, "alternatives", [])]
    return secrets.encrypt(
        json.dumps(parts | {"headers": message.extra_headers, "alternatives": others})
    )


def opened(letter: str) -> EmailMultiAlternatives:
    """The letter again. Raises `ImproperlyConfigured` if it was sealed with another SECRET_KEY."""
    connection = get_connection(settings.LETTERS_SENT_BY)
    return EmailMultiAlternatives(**json.loads(secrets.decrypt(letter)), connection=connection)


def hand_over(letter: str, written_at: datetime, tries: int, *, now: datetime) -> datetime | None:
    """Give it to the mail server. If that takes nothing now, when to try again."""
    try:
        opened(letter).send()
    except ImproperlyConfigured:
        logger.error("A letter was written under another SECRET_KEY. It is not sent.")
    except OSError as error:  # among them all that a mail server can answer
        return next_try(written_at, tries, now=now, why=reason(error))
    return None


def next_try(written_at: datetime, tries: int, *, now: datetime, why: str) -> datetime | None:
    if now - written_at > TRIED_FOR:
        logger.error("A letter is given up after three days: %s", why)
        return None
    pause = PAUSES[min(tries, len(PAUSES) - 1)]
    logger.warning("A letter waits for %d minutes more: %s", pause.total_seconds() // 60, why)
    return now + pause


def reason(error: OSError) -> str:
    """What is wrong with the mail server, and what to do. Never a name, address or password."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "the mail server refuses our name or password. Look at EMAIL_URL."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of the mail server is not good ({error.verify_message})."
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "the mail server takes no letter to that address."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answers with the error {error.smtp_code}."
    if isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
        return "the mail server says nothing, or hangs up. Look at EMAIL_URL."
    return f"the mail server can't be reached ({type(error).__name__}). Look at EMAIL_URL."
