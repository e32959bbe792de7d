"""Requests that make no sense: answered as such, not as failures of ours.

Django and Wagtail take it for granted that a form has all its fields and that a number in an
address fits into the database. A browser sees to that. Whoever asks by hand, or with a tool that
tries doors, would get a page that says that we are at fault, and the office a line in the log that
looks like one.
"""

import logging
import re
from json import JSONDecodeError
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError
from django.forms.formsets import ORDERING_FIELD_NAME
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.deprecation import MiddlewareMixin
from wagtail.models import Page

LARGEST_ID = 2**63 - 1
"""What a database counts up to."""

OF_THE_REQUEST = (
    DataError,
    JSONDecodeError,
    MultiValueDictKeyError,
    OverflowError,
    UnicodeError,
    ValidationError,
)
"""Errors of Wagtail's screens when a request lacks a field, or has one that can't be read."""

NO_NUMBER = ("Field '", "invalid literal for int()", "A string literal cannot contain NUL")
"""How those begin that have no class of their own."""

OF_A_FIELD = re.compile(
    "'NoneType' object has no attribute 'startswith'"
    "|'(bool|float|int|list|str)' object has no attribute 'get'"
)
"""Of Wagtail's fields for a link to elsewhere, when nothing was sent, and for rich text, when other
JSON was sent than an object."""

NO_PARENT = "'NoneType' object has no attribute"
"""How those of Wagtail's screens begin that look for the page above the root."""

logger = logging.getLogger(__name__)


def is_too_large(value: Any) -> bool:
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return len(value) > 19 or int(value) > LARGEST_ID
    return isinstance(value, int) and value > LARGEST_ID


def makes_no_sense(error: Exception) -> bool:
    if isinstance(error, ValueError) and str(error).startswith(NO_NUMBER):
        return True
    if isinstance(error, AttributeError) and OF_A_FIELD.fullmatch(str(error)):
        return True
    if isinstance(error, KeyError) and error.args == (ORDERING_FIELD_NAME,):
        return True  # of a row that is counted, and not there
    return isinstance(error, OF_THE_REQUEST)


def is_about_the_root(error: Exception, request: HttpRequest) -> bool:
    """Whether a screen failed that was asked for the root of the pages, which nobody edits."""
    if not (isinstance(error, AttributeError) and str(error).startswith(NO_PARENT)):
        return False
    ids = [value for value in request.resolver_match.kwargs.values() if isinstance(value, int)]
    return Page.objects.filter(pk__in=ids, depth=1).exists()


def without_foreign_next(sent: QueryDict) -> QueryDict:
    """What was sent, without a `next` that is no address of ours from its first stroke on."""
    if sent.get("next", "/").startswith("/"):
        return sent
    rest = sent.copy()
    del rest["next"]
    return rest


def counts_more_rows_than_it_has(sent: QueryDict) -> bool:
    """Whether a form names more rows than it has fields. Django would make up to 2,000 of them."""
    totals = [value for name, value in sent.items() if name.endswith("-TOTAL_FORMS")]
    return any(total.isdecimal() and int(total[:20]) > len(sent) for total in totals)


class NonsenseMiddleware(MiddlewareMixin):
    """Answers 404 to numbers that nothing can have, and 400 to what no screen can read."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if any(is_too_large(value) for value in kwargs.values()):
            raise Http404("No such number.")
        if self.is_for_staff(request):
            request.GET = without_foreign_next(request.GET)
            request.POST = without_foreign_next(request.POST)
            if counts_more_rows_than_it_has(request.POST):
                raise BadRequest("More rows than fields.")

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """In the admin only: for public pages we read all that comes along by ourselves."""
        if self.is_for_staff(request) and (
            makes_no_sense(error) or is_about_the_root(error, request)
        ):
            logger.warning("a request of staff made no sense", exc_info=error)
            raise BadRequest(str(error)) from error

    def is_for_staff(self, request: HttpRequest) -> bool:
        return request.path_info.startswith(reverse("wagtailadmin_home"))
