"""Reads the environment so that a wrong value is one line that names its variable."""

import re
import sys
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BY_A_MAIL_SERVER = "django.core.mail.backends.smtp.EmailBackend"
DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}


def stop(variable: str, problem: str) -> NoReturn:
    """End the process with status 1 and one line on standard error."""
    sys.exit(f"{variable}: {problem}")


def read(read_value: Callable[..., Any], variable: str, **options: Any) -> Any:
    """The value that `read_value` (a method of `environ.Env`) finds for `variable`."""
    try:
        value = read_value(variable, **options)
        return value.strip() if isinstance(value, str) else value
    except OSError as error:
        stop(f"{variable}_FILE", f"cannot be read ({error.strerror}).")
    except ImproperlyConfigured:
        stop(variable, "is missing. Set it in .env or the environment, as .env.example shows.")
    except (ValueError, TypeError) as error:
        stop(variable, f"cannot be read ({error}). See .env.example for what to write.")


def flag(env: environ.Env, variable: str, *, default: bool = False) -> bool:
    """Whether `variable` is set to true, or `default`. What is neither is refused, not guessed."""
    value = read(env.str, variable, default=str(default)).lower()
    if value not in env.BOOLEAN_TRUE_STRINGS and value not in {"false", "off", "no", "n", "0", ""}:
        stop(variable, "must be true or false.")
    return value in env.BOOLEAN_TRUE_STRINGS


def one_of(env: environ.Env, variable: str, *words: str) -> str:
    """The one of `words` that `variable` is set to, in whatever letters; the first if unset."""
    value = read(env.str, variable, default=words[0]).lower()
    found = next((word for word in words if word.lower() == value), None)
    return found or stop(variable, f"must be {', '.join(words[:-1])} or {words[-1]}.")


def site_url(env: environ.Env) -> str:
    """The public address without a path, such as `https://www.example.org`."""
    value = read(env.str, "SITE_URL").rstrip("/")
    try:
        parts = urlsplit(value)
        is_complete = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete or parts.path or parts.query or parts.fragment or parts.username:
        stop("SITE_URL", "must be like https://www.example.org, without a path.")
    return value


def admin_host(env: environ.Env, site_url: str) -> str:
    """The host that the admin answers on, with its port if it has one; empty: on every host."""
    host = read(env.str, "ADMIN_HOST", default="").lower()
    if host and not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", host):
        stop("ADMIN_HOST", "must be a host alone, like admin.example.org.")
    if host and host == urlsplit(site_url).netloc:
        stop("ADMIN_HOST", "must be another host than that of SITE_URL.")
    return host


def secret_key(env: environ.Env) -> str:
    """The signing key, from `SECRET_KEY` or from the file that `SECRET_KEY_FILE` names."""
    key = read(env.str, "SECRET_KEY")
    if len(key) < 50:
        stop("SECRET_KEY", "must have at least 50 characters.")
    return key


def metrics_token(env: environ.Env) -> str:
    """What whoever collects figures sends along, from `METRICS_TOKEN`; empty if nobody does."""
    token = read(env.str, "METRICS_TOKEN", default="")
    if token and len(token) < 20:
        stop("METRICS_TOKEN", "must have at least 20 characters.")
    return token


def seconds(env: environ.Env, variable: str, *, most: int) -> int:
    """A number of seconds from `variable`; 0 if unset."""
    value = read(env.int, variable, default=0)
    if not 0 <= value <= most:
        stop(variable, f"must be a number of seconds from 0 to {most}.")
    return value


def backup_key(env: environ.Env) -> str:
    """A half of the key of backups, from `BACKUP_KEY`; empty for none."""
    key = read(env.str, "BACKUP_KEY", default="")
    if key and not re.fullmatch(r"(age1|AGE-SECRET-KEY-1)[0-9a-zA-Z]{58}", key):
        stop("BACKUP_KEY", "must begin with age1 or AGE-SECRET-KEY-1. See .env.example.")
    return key


def second_factor(env: environ.Env, hosts: list[str]) -> str:
    """`required`, or `optional` for a trial: that is refused where the public can come."""
    value = one_of(env, "SECOND_FACTOR", "required", "optional")
    public = [host for host in hosts if is_public(host)]
    if value == "optional" and public:
        stop("SECOND_FACTOR", f"optional is for a trial on one machine, not for {public[0]}.")
    return value


def is_public(host: str) -> bool:
    """Whether others than those on this machine or its network may reach a host of this name."""
    try:
        return ip_address(host.strip("[]")).is_global
    except ValueError:
        name = host.strip(".").lower()
        return "." in name and not name.endswith((".localhost", ".test"))


def folder(env: environ.Env, variable: str, *, default: Path) -> Path:
    """The folder that `variable` names, made if it is not there yet."""
    path = Path(read(env.str, variable, default=str(default))).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(variable, f"{path} cannot be made ({error.strerror}).")
    return path


def database(env: environ.Env, *, default_path: Path) -> dict[str, Any]:
    """Django's settings for the database at `DATABASE_URL`, SQLite at `default_path` if unset."""
    problem = "must be like postgres://user:password@host:5432/name or sqlite:////path/to/file."
    url = read(env.str, "DATABASE_URL", default=f"sqlite:///{default_path}")
    scheme, separator, rest = url.partition("://")
    if scheme not in DATABASE_SCHEMES or not separator or not rest.strip("/"):
        stop("DATABASE_URL", problem)
    try:
        config = env.db_url_config(url)
    except (ImproperlyConfigured, ValueError, TypeError):
        stop("DATABASE_URL", problem)
    if not config.get("NAME"):
        stop("DATABASE_URL", problem)
    return config


def files(env: environ.Env) -> dict[str, Any]:
    """Django's settings for the place of files, from `STORAGE_URL`: a bucket; folders if unset."""
    url = read(env.str, "STORAGE_URL", default="")
    if not url:
        return {"BACKEND": "core.media.storing.DiskStorage"}
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or options.keys() - {"endpoint", "region"}:
        stop("STORAGE_URL", "must be like s3://bucket/folder?endpoint=https://host&region=name.")
    return {
        "BACKEND": "core.media.shared_storage.SharedStorage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": options.get("endpoint"),
            "region_name": options.get("region"),
            # Stores other than Amazon's seldom have a name for each bucket.
            "addressing_style": "path" if "endpoint" in options else "auto",
        },
    }


def scanner(env: environ.Env) -> tuple[str, int] | None:
    """Host and port of the virus scanner that `SCANNER_URL` names; None if unset."""
    url = read(env.str, "SCANNER_URL", default="")
    if not url:
        return None
    named = re.fullmatch(r"tcp://(\[[0-9a-f:]+\]|[\w.-]+):(\d{1,5})/?", url, re.IGNORECASE)
    if not named or not 0 < int(named[2]) < 65_536:
        stop("SCANNER_URL", "must be like tcp://host:3310, where ClamAV's clamd listens.")
    return named[1].strip("[]"), int(named[2])


def page_store(env: environ.Env, *, default_path: Path) -> dict[str, Any]:
    """Django's settings for the store that processes share, from `PAGE_STORE_URL`.

    Valkey or Redis; files at `default_path` if unset.
    """
    url = read(env.str, "PAGE_STORE_URL", default="")
    if not url:
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(default_path),
            "OPTIONS": {"MAX_ENTRIES": 2_000},
        }
    if not re.match(r"(?:rediss?|unix)://.", url):
        stop("PAGE_STORE_URL", "must be like redis://host:6379/0, for Valkey or Redis.")
    waiting = dict.fromkeys(["socket_timeout", "socket_connect_timeout"], 0.1)
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "OPTIONS": {"serializer": "core.page_store.AsBytes", **waiting},
    }


def web_or_mail(env: environ.Env, variable: str) -> str:
    """An address that a line of its own can hold: `https://…` or `mailto:…`; empty if unset."""
    value = read(env.str, variable, default="")
    if value and not re.fullmatch(r"(?:https://|mailto:[^\s@]+@)[^\s@]+", value):
        stop(variable, "must be like https://www.example.org/report or mailto:name@example.org.")
    return value


def email(env: environ.Env) -> dict[str, Any]:
    """Django's e-mail settings from `EMAIL_URL`; letters go to the console if unset.

    A mail server may keep us waiting, so the worker talks to it, by `LETTERS_SENT_BY`.
    """
    problem = "must be like smtp+tls://user:password@host:587 or consolemail://."
    url = read(env.str, "EMAIL_URL", default="consolemail://")
    try:
        config = env.email_url_config(url)
    except (ImproperlyConfigured, ValueError, KeyError):
        stop("EMAIL_URL", problem)
    if not config.get("EMAIL_BACKEND"):
        stop("EMAIL_URL", problem)
    config["LETTERS_SENT_BY"] = config["EMAIL_BACKEND"]
    if config["EMAIL_BACKEND"] == BY_A_MAIL_SERVER:
        config["EMAIL_BACKEND"] = "operations.letter_queue.QueueBackend"
    return config
