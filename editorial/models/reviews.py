"""What keeps one person from publishing alone, and what remains when one has to."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.forms import TaskStateCommentForm
from wagtail.models import GroupApprovalTask, Revision, TaskState


class RequestForm(TaskStateCommentForm):
    """Whoever gets a page back has to know why."""

    comment = forms.CharField(
        label="What is to change?",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


class SecondPersonTask(GroupApprovalTask):
    """A step of a workflow at which somebody approves who wrote none of the words."""

    class Meta:
        verbose_name = "approval by a second person"
        verbose_name_plural = "approvals by a second person"

    def get_actions(self, obj, user):
        """As in Wagtail, but whoever wrote a part of it can only send it back."""
        actions = super().get_actions(obj, user)
        if obj.latest_revision and user.pk in writers_of(obj.latest_revision):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def get_form_for_action(self, action):
        return RequestForm if action == "reject" else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """What waits for `user`. What they submitted or saved last waits for somebody else."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        own = models.Q(workflow_state__requested_by=user) | models.Q(revision__user=user)
        return states.exclude(own & models.Q(status=TaskState.STATUS_IN_PROGRESS))

    @classmethod
    def get_description(cls):
        return "A member of the chosen groups approves who wrote none of the words."


# What a revision holds beside words: where the page stands, what became of it, and when it is due.
# Page types name more.
NOT_WORDS = {
    "alias_of",
    "depth",
    "draft_title",
    "expire_at",
    "expired",
    "first_published_at",
    "go_live_at",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live",
    "live_revision",
    "locale",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
    "owner",
    "path",
    "translation_key",
    "url_path",
    "wagtail_admin_comments",
}

# In rich text, and in rich text within JSON.
PARAGRAPH_KEY = re.compile(r' data-block-key=\\?"\w*\\?"')


def words_of(model: type[models.Model], content: Mapping[str, Any]) -> dict[str, Any]:
    """What visitors would read of a revision's content, by the names of its fields."""
    not_words = NOT_WORDS.union(getattr(model, "not_words", ()))
    return {name: _words_in(value) for name, value in content.items() if name not in not_words}


def _words_in(value: Any) -> Any:
    """A field's value, without the numbers that editors give to blocks and paragraphs."""
    if not isinstance(value, str):
        return value
    value = PARAGRAPH_KEY.sub("", value)
    if not value.startswith("[{"):
        return value
    try:
        return _without_block_ids(json.loads(value))
    except ValueError:
        return value


def _without_block_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_block_ids(item) for item in value]
    if isinstance(value, dict):
        is_block = {"type", "value"} <= value.keys()
        return {
            name: _without_block_ids(item)
            for name, item in value.items()
            if not (is_block and name == "id")
        }
    return value


def _model_of(revision: Revision) -> type[models.Model]:
    """Without a query for each revision: Django keeps content types."""
    return ContentType.objects.get_for_id(revision.content_type_id).model_class()


def words_differ(one: Revision, other: Revision) -> bool:
    """Whether visitors would read something else."""
    model = _model_of(one)
    return words_of(model, one.content) != words_of(model, other.content)


def writers_of(revision: Revision) -> set[int]:
    """The ids of all who changed words since what visitors read now, up to this revision."""
    model = _model_of(revision)
    live = model._base_manager.filter(pk=revision.object_id, live=True).first()
    drafts = Revision.objects.filter(
        base_content_type=revision.base_content_type_id,
        object_id=revision.object_id,
        created_at__lte=revision.created_at,
    )
    writers: set[int | None] = set()
    later = None
    for draft in drafts.order_by("-created_at", "-pk").iterator(chunk_size=20):
        if later is not None and words_differ(draft, later):
            writers.add(later.user_id)
        later = draft
        if live is not None and draft.pk == live.live_revision_id:
            break
    else:
        if later is not None and not (live is not None and _is_what_is_live(live, later)):
            writers.add(later.user_id)
    return {writer for writer in writers if writer is not None}


def _is_what_is_live(live: models.Model, draft: Revision) -> bool:
    """Whether a draft has the words of a page that went live without one, as in an import."""
    stored = json.loads(json.dumps(live.serializable_data(), cls=DjangoJSONEncoder))
    return words_of(type(live), stored) == words_of(type(live), draft.content)


class UrgentPublishQuerySet(models.QuerySet):
    def to_review(self):
        return self.filter(reviewed_at=None)

    def waiting_for(self, user):
        """Those that nobody has looked at yet and that this person didn't publish."""
        return self.to_review().exclude(by=user)


class UrgentPublish(models.Model):
    """That somebody published their own words, because it could not wait. Reviewed afterwards."""

    revision = models.OneToOneField(
        Revision, on_delete=models.SET_NULL, null=True, related_name="urgent_publish"
    )
    title = models.CharField(max_length=255)
    reason = models.TextField(
        "why it can’t wait",
        max_length=500,
        help_text="Colleagues read this. For example: “The statement names a wrong date.”",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="urgent_publishes",
    )
    at = models.DateTimeField(auto_now_add=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="urgent_publishes_reviewed",
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(
        "what you found",
        max_length=500,
        blank=True,
        help_text="For example: “Right as it is”, or what you corrected.",
    )

    objects = UrgentPublishQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = "urgent publish"
        verbose_name_plural = "urgent publishes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewed_at=None)
                | models.Q(reviewed_by=None)
                | ~models.Q(reviewed_by=models.F("by")),
                name="urgent_publish_reviewed_by_another",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def subject(self):
        """The page or record that was published. None if it is gone."""
        return self.revision.content_object if self.revision_id else None
