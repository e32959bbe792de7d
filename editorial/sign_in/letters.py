"""Letters to the owner of an account about what was done to it."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from wagtail.admin.forms.auth import PasswordResetForm

from editorial.models import User

logger = logging.getLogger(__name__)
FOLDER = "wagtailadmin/account/password_reset"


def write_to(user: User, what: str) -> None:
    """Tell somebody what happened to their account. A mail server that refuses stops nothing."""
    if not user.email:
        return
    context = {"what": what, "user": user, "site": settings.WAGTAILADMIN_BASE_URL}
    words = render_to_string("editorial/sign_in/letter.txt", context)
    try:
        send_mail("Your account for the website", words, None, [user.email])
    except OSError:
        logger.exception("A letter about an account could not be sent.")


def send_reset(user: User) -> None:
    """Send the link with which somebody chooses a new password."""
    form = PasswordResetForm({"email": user.email})
    if form.is_valid():
        form.save(
            domain_override=settings.WAGTAILADMIN_BASE_URL.partition("://")[2],
            use_https=settings.IS_ENCRYPTED,
            email_template_name=f"{FOLDER}/email.txt",
            subject_template_name=f"{FOLDER}/email_subject.txt",
        )
