"""What the settings that `wagtail start` writes lack. They read this as `local`."""

from .base import INSTALLED_APPS, STORAGES, TEMPLATES


class NoMigrations(dict):
    """Tables are made from the models: Wagtail's own migrations take 20 s."""

    def __contains__(self, app: object) -> bool:
        return True

    def __getitem__(self, app: object) -> None:
        return None


INSTALLED_APPS += ["wagtail.contrib.settings", "articles"]
TEMPLATES[0]["OPTIONS"]["context_processors"] += [
    "wagtail.contrib.settings.context_processors.settings"
]
ALLOWED_HOSTS = ["127.0.0.1"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = NoMigrations()
SECRET_KEY = "for a site that nobody but a measurement meets, and that is gone afterwards"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
