"""New accounts for staff."""

import secrets

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from editorial import roles
from editorial.models import User

# 128 bits in 22 characters, which nobody has to remember: a password manager keeps it.
PASSWORD_BYTES = 16


def new_password() -> str:
    return secrets.token_urlsafe(PASSWORD_BYTES)


def create_account(username: str, *, role: str, email: str = "") -> tuple[User, str]:
    """A new member of staff in the group of `role`, and their password, which is kept nowhere.

    Raises `ValidationError` if the name, the address or the role will not do.
    """
    chosen = roles.named(role)
    if chosen is None:
        raise ValidationError(f"There is no role “{role}”.")
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(f"There is an account “{username}” already. Choose another name.")
    if email:
        validate_email(email)
    user = User(username=username, email=email)
    user.clean_fields(exclude=["password"])
    password = new_password()
    user.set_password(password)
    user.save()
    user.groups.add(Group.objects.get(name=chosen.name))
    return user, password
