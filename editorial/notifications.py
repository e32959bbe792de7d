"""Wagtail's letters about approvals. Whatever the mail server does, the deed itself is done."""

import logging

from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

logger = logging.getLogger(__name__)


class NeverInTheWay:
    """Wagtail lets some errors through, such as a refused password: the editor would read 500."""

    def send_emails(self, *args, **options) -> bool:
        try:
            return super().send_emails(*args, **options)
        except OSError:
            logger.exception("A letter about an approval could not be sent.")
            return False


class TaskSubmitted(NeverInTheWay, mail.GroupApprovalTaskStateSubmissionEmailNotifier):
    pass


class Submitted(NeverInTheWay, mail.WorkflowStateSubmissionEmailNotifier):
    pass


class Rejected(NeverInTheWay, mail.WorkflowStateRejectionEmailNotifier):
    pass


class Approved(NeverInTheWay, mail.WorkflowStateApprovalEmailNotifier):
    pass


# Each signal, its sender, the name under which Wagtail connects its own, and ours.
INSTEAD = [
    (
        task_submitted,
        TaskState,
        "group_approval_task_submitted_email_notification",
        TaskSubmitted(),
    ),
    (
        workflow_submitted,
        WorkflowState,
        "workflow_state_submitted_email_notification",
        Submitted(),
    ),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", Rejected()),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", Approved()),
]


def take_wagtails_place() -> None:
    """Connect ours before Wagtail connects its own, which then finds these names taken."""
    for signal, sender, name, ours in INSTEAD:
        signal.connect(ours, sender=sender, dispatch_uid=name)
