"""The queue in which letters wait for the worker, and who is told when it can't send them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.admin.ui.components import Component

from operations import letters
from operations.tasks import send_letter


class QueueBackend(BaseEmailBackend):
    """For Django: a letter is sent once it is sure to be in the queue."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            send_letter.enqueue(letters.sealed(message), timezone.now().isoformat())
        return len(messages)


def waiting() -> QuerySet[DBTaskResult]:
    """Letters that the mail server did not take, and that are tried again."""
    tries = DBTaskResult.objects.filter(task_path=send_letter.module_path)
    return tries.filter(status=TaskResultStatus.READY).exclude(run_after=get_date_max())


class LettersPanel(Component):
    """Shown only while letters wait."""

    template_name = "operations/letters_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"count": waiting().count()}
