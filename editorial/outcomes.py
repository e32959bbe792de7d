"""What people are told when somebody approved a page or sent it back."""

from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.models import Page, TaskState, WorkflowState

from editorial import review, schedule_words


def why_sent_back(task_state: TaskState) -> str:
    """A sentence with the words of whoever did it."""
    said = f": “{task_state.comment}”" if task_state.comment else " without a comment."
    return f"{review.name_of(task_state.finished_by)} sent it back{said}"


def _sent_back(page: Page) -> WorkflowState | None:
    """What became of its last submission, if it came back."""
    state = page.current_workflow_state
    return state if state and state.status == state.STATUS_NEEDS_CHANGES else None


def tell_writer(request: HttpRequest, page: Page) -> None:
    """Above the form of a page that came back stands why."""
    if request.method == "GET" and (state := _sent_back(page)):
        messages.warning(request, why_sent_back(state.current_task_state))


def tell_approver(request: HttpRequest, page: Page) -> None:
    """What became of the page: Wagtail says only that it was updated."""
    if "action-workflow-action" not in request.POST:
        return
    if state := _sent_back(page):
        told = f"It is back with {review.name_of(state.requested_by, unknown='its writer')}."
    else:
        told = " ".join(schedule_words.sentences(page, user=request.user))
    messages.info(request, told)
