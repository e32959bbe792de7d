"""A folder in which the processes of one web server count together. Knows no models."""

import shutil

from django.conf import settings

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder for prometheus-client, which reads it when it is imported."""


def counting_together() -> dict[str, str]:
    """What the web server's environment needs so that its processes count as one, from nothing."""
    folder = settings.STATE_DIR / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {SHARED_FOLDER: str(folder)}
