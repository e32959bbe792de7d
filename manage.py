#!/usr/bin/env python3
"""Runs Django's management commands for this site."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError

from operations.refusals import refusal

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iasc_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except OperationalError as error:
        if not (why := refusal(error)):
            raise
        sys.exit(f"DATABASE_URL: the database says: {why}.")
