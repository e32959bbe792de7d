"""How tests sign in: by the real pages, with codes as an authenticator app reckons them."""

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from editorial.models import User
from editorial.sign_in import secrets
from tests.builders import PASSWORD

KEY = base64.b32encode(b"a key of twenty byte").decode()


def code_of(key: str = KEY) -> str:
    """What an app shows now (RFC 6238: six digits, half a minute, SHA-1)."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(key), moment, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def give_app(user: User) -> None:
    """Set up an authenticator app that holds KEY."""
    data = {"secret": secrets.encrypt(KEY)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)


def give_password(client: Client, name: str, password: str = PASSWORD, **options):
    form = {"username": name, "password": password}
    return client.post(reverse("account_login"), form, **options)


def give_code(client: Client, code: str | None = None, **options):
    return client.post(reverse("mfa_authenticate"), {"code": code or code_of()}, **options)


def sign_in(client: Client, user: User) -> None:
    """With both factors."""
    give_password(client, user.username)
    give_code(client)


def is_in(client: Client) -> bool:
    """Whether the dashboard opens."""
    return client.get(reverse("wagtailadmin_home")).status_code == 200
