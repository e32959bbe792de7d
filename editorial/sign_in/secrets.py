"""What authenticator apps and recovery codes are reckoned from, unreadable in a copied database."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def _box() -> MultiFernet:
    """The site's key encrypts; its former keys can still decrypt."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"editorial.sign_in.secrets" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    try:
        return _box().decrypt(encrypted.encode()).decode()
    except InvalidToken:
        raise ImproperlyConfigured(
            "A second factor was stored under another SECRET_KEY. Name that key in "
            "SECRET_KEY_FALLBACKS, or reset the factor with `make let-back-in`."
        ) from None
