"""What signing in leaves to the worker, so that answers take as long for any name or address."""

from django_tasks import task
from wagtail.log_actions import log

from editorial.models import User
from editorial.sign_in import letters
from editorial.sign_in.events import REFUSED


@task(backend="worker")
def note_wrong_password(account_id: int) -> None:
    """0 is a name that nobody has: nothing to note."""
    if user := User.objects.filter(pk=account_id).first():
        log(user, REFUSED, data={"wrong": "password"})


@task(backend="worker")
def send_reset_letter(account_id: int) -> None:
    """0 is an address that nobody has: nothing to send."""
    if user := User.objects.filter(pk=account_id, is_active=True).first():
        letters.send_reset(user)
