"""What people are told when somebody approved a page or sent it back."""

from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.models import Page, TaskState

from editorial import review, schedule_words


def why_sent_back(task_state: TaskState) -> str:
    """A sentence with the words of whoever did it."""
    by = task_state.finished_by
    who = review.name_of(by) if by else "Somebody"
    said = f": “{task_state.comment}”" if task_state.comment else " without a comment."
    return f"{who} sent it back{said}"


def _is_sent_back(page: Page) -> bool:
    state = page.current_workflow_state
    return state is not None and state.status == state.STATUS_NEEDS_CHANGES


def tell_writer(request: HttpRequest, page: Page) -> None:
    """Above the form of a page that came back stands why."""
    if request.method == "GET" and _is_sent_back(page):
        state = page.current_workflow_state
        messages.warning(request, why_sent_back(state.current_task_state))


def tell_approver(request: HttpRequest, page: Page) -> None:
    """What became of the page: Wagtail says only that it was updated."""
    if "action-workflow-action" not in request.POST:
        return
    if _is_sent_back(page):
        by = page.current_workflow_state.requested_by
        told = f"It is back with {review.name_of(by) if by else 'its writer'}."
    else:
        told = " ".join(schedule_words.sentences(page, user=request.user))
    messages.info(request, told)
