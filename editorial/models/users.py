from typing import Any, Self

from django.contrib.auth import models as auth
from django.contrib.auth.models import AbstractUser, Group
from django.db import models

from editorial.roles import ADMINISTRATOR


class UserQuerySet(models.QuerySet):
    def administrators(self) -> Self:
        """Those who can sign in and manage the others."""
        return self.filter(is_active=True, groups__name=ADMINISTRATOR)


class UserManager(auth.UserManager.from_queryset(UserQuerySet)):
    def create_superuser(self, username: str, **fields: Any) -> "User":
        """Django's command makes an administrator: nobody here is above the roles."""
        user = self.create_user(username, **fields)
        user.groups.add(Group.objects.get(name=ADMINISTRATOR))
        return user


class User(AbstractUser):
    """A member of staff. The public has no accounts."""

    session_round = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="Raised to end all sessions of this person. A session knows in which it began.",
    )

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                # Whoever has this mark may do what no role grants.
                condition=models.Q(is_superuser=False),
                name="nobody_passes_by_the_roles",
            )
        ]

    def is_last_administrator(self) -> bool:
        """Whether nobody else could let people in, if this account could not."""
        administrators = User.objects.administrators()
        return administrators.filter(pk=self.pk).exists() and administrators.count() == 1

    def end_sessions(self) -> None:
        """Sign this person out everywhere, with the next request that they send."""
        User.objects.filter(pk=self.pk).update(session_round=models.F("session_round") + 1)
