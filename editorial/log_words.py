"""What the history says of review, schedule, accounts and what was saved over newer words."""

from wagtail.log_actions import LogActionRegistry, LogFormatter

from editorial import account_views, review, schedule, turns
from editorial.models import MissedMoment


class UrgentlyPublished(LogFormatter):
    label = "Publish as urgent"

    def format_message(self, log_entry):
        return f"Published without a second person, because: {log_entry.data['reason']}"


class UrgentReviewed(LogFormatter):
    label = "Look at an urgent publish"

    def format_message(self, log_entry):
        return f"Looked at after the urgent publish. {log_entry.data['note']}".strip()


class Late(LogFormatter):
    label = "Late"

    def format_message(self, log_entry):
        minutes = log_entry.data["minutes"]
        words = "1 minute" if minutes == 1 else f"{minutes} minutes"
        return f"Happened {words} late: the scheduler could not do it on time"


class Missed(LogFormatter):
    label = "Not done on time"

    def format_message(self, log_entry):
        deed = MissedMoment.Deed(log_entry.data["deed"]).label
        return f"Was to {deed} and did not. {log_entry.data['reason']}"


class RolesChanged(LogFormatter):
    """Somebody may do more, or less, from now on."""

    label = "Change roles"

    def format_message(self, log_entry):
        before, after = (
            ", ".join(log_entry.data[moment]) or "no role" for moment in ("from", "to")
        )
        return f"Roles changed from {before} to {after}."


class AccountChangeRefused(LogFormatter):
    """A request made by hand, by somebody who may not do what it asks."""

    label = "Refuse to change accounts"

    def format_message(self, log_entry):
        return f"Tried to change staff accounts or groups at {log_entry.data['address']}."


class SavedOver(LogFormatter):
    """Somebody saved their words over newer ones, which stay here."""

    label = "Save over"

    def format_message(self, log_entry):
        before = "; ".join(f"{name}: “{was}”" for name, was in log_entry.data["replaced"].items())
        return f"Saved over newer words. These were: {before}"


def register_actions(actions: LogActionRegistry) -> None:
    """Give each of our events its words."""
    actions.register_action(review.URGENT)(UrgentlyPublished)
    actions.register_action(review.REVIEWED)(UrgentReviewed)
    actions.register_action(schedule.LATE)(Late)
    actions.register_action(schedule.MISSED)(Missed)
    actions.register_action(account_views.ROLES_CHANGED)(RolesChanged)
    actions.register_action(account_views.REFUSED)(AccountChangeRefused)
    actions.register_action(turns.SAVED_OVER)(SavedOver)
