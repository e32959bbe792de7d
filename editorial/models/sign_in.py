from django.conf import settings
from django.db import models


class Tries(models.Model):
    """How often somebody was wrong of late, for one account, network or browser.

    `editorial.sign_in.throttle` counts. The key is a hash by our key and the salt of its time: it
    names neither account nor address, and once the salt is gone nobody can try which it was.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.count} tries"


class TriesSalt(models.Model):
    """What the keys of `Tries` are hashed with during one half of a day, and then no more."""

    half_day = models.PositiveIntegerField(primary_key=True)
    salt = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"The salt of half day {self.half_day}"


class UsedCode(models.Model):
    """A code of an authenticator app that was accepted, so that it is not accepted again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=64)
    used_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "code"], name="one_use_of_a_code")]

    def __str__(self):
        return f"A code that {self.user} gave"
