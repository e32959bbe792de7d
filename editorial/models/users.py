from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff. The public has no accounts."""
