"""Who did what: lines that are only ever added, and a chain over them that shows what is gone."""

import hashlib
import json
from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page
from wagtail.permissions import policy_registry


class NotErasable(TypeError):
    """Somebody wrote code that changes or deletes what is on record."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **values: Any) -> int:
        raise NotErasable("What is on record is not changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise NotErasable("What is on record is not deleted.")


class AppendOnly(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise NotErasable("What is on record is not changed.")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise NotErasable("What is on record is not deleted.")


class AuditLineQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: AbstractUser) -> Self:
        """All to whoever keeps the accounts, and to others what they may change or publish."""
        if user.has_perm("editorial.change_user"):
            return self.all()
        policy = policy_registry.get_by_type(Page)
        if policy.user_has_permission(user, "publish"):
            seen = Q(kind=AuditLine.Kind.CONTENT)
        else:
            pages = policy.instances_user_has_permission_for(user, "change")
            seen = Q(page_number__in=pages.order_by().values("pk"))
        changeable = {
            name.replace(".change_", ".")
            for name in user.get_all_permissions()
            if ".change_" in name
        }
        records = Q(subject_model__in=changeable, page_number__isnull=True)
        return self.filter(seen | records).exclude(kind=AuditLine.Kind.EXPORT)

    def last_of_each_deed(self) -> Self:
        """An editor that saves by itself records one deed many times; only the last is left."""
        later = self.model.objects.filter(
            deed=OuterRef("deed"), action=OuterRef("action"), pk__gt=OuterRef("pk")
        )
        return self.filter(Q(deed__isnull=True) | ~Exists(later))

    def without_seal(self) -> Self:
        return self.filter(~Exists(AuditSeal.objects.filter(line_number=OuterRef("pk"))))

    def past_their_time(self, *, now: datetime) -> Self:
        return self.filter(kept_until__lt=now)

    def forget(self, *, now: datetime) -> int:
        """Take out the lines whose time is over, the only ones that may go."""
        return self.past_their_time(now=now)._raw_delete(self.db)


class AuditLine(AppendOnly):
    """One event. It holds names as words, so that it outlives whom and what it tells of."""

    class Kind(models.TextChoices):
        CONTENT = "content", "Pages, pictures, files and lists"
        HELPLINE = "helpline", "Helplines and languages"
        SETTINGS = "settings", "Settings"
        PEOPLE = "people", "Accounts and roles"
        SIGN_IN = "sign-in", "Signing in"
        EXPORT = "export", "Files taken out"

    # Which entry of Wagtail's log it was made from. Twice the same makes one line.
    source = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField("when", db_index=True)
    kind = models.CharField("what about", max_length=8, choices=Kind.choices, db_index=True)
    action = models.CharField(max_length=255, db_index=True)
    deed = models.UUIDField(null=True)
    # The number of the account: not a relation, which would go with it.
    person_number = models.BigIntegerField(null=True, db_index=True)
    person = models.CharField("who", max_length=400)
    subject_type = models.CharField("kind of thing", max_length=200)
    subject_model = models.CharField(max_length=200, db_index=True)
    subject_number = models.CharField(max_length=255)
    page_number = models.BigIntegerField(null=True, db_index=True)
    subject = models.TextField("thing")
    words = models.TextField("what happened")
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Until when it may stay. Empty: for good.
    kept_until = models.DateTimeField(null=True)

    objects = AuditLineQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["deed", "action"], name="audit_line_of_deed")]

    def __str__(self):
        return f"{self.person}: {self.subject}. {self.words}"

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says, in hexadecimal."""
        said = {field.name: getattr(self, field.name) for field in self._meta.concrete_fields}
        # As the database gives it back: in UTC and without types of Python.
        moments = {"at": self.at.timestamp(), "kept_until": _seconds(self.kept_until)}
        return digest_of(said | moments)


class AuditSeal(AppendOnly):
    """One link of the chain: what a line said, and the link before."""

    position = models.BigIntegerField(primary_key=True)
    line_number = models.BigIntegerField(unique=True)
    line_digest = models.CharField(max_length=64)
    kept_until = models.DateTimeField(null=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["position"]

    def __str__(self):
        return f"{self.position}:{self.digest}"

    @property
    def right_digest(self) -> str:
        return digest_of(
            {
                "position": self.position,
                "line_number": self.line_number,
                "line_digest": self.line_digest,
                "kept_until": _seconds(self.kept_until),
                "previous": self.previous,
            }
        )


def _seconds(moment: datetime | None) -> float | None:
    return moment and moment.timestamp()


def digest_of(said: dict[str, Any]) -> str:
    written = json.dumps(said, sort_keys=True, cls=DjangoJSONEncoder, ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()
