"""What the history says of review and schedule."""

from wagtail.log_actions import LogActionRegistry, LogFormatter

from editorial import review, schedule
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


def register_actions(actions: LogActionRegistry) -> None:
    """Give each of our events its words."""
    actions.register_action(review.URGENT)(UrgentlyPublished)
    actions.register_action(review.REVIEWED)(UrgentReviewed)
    actions.register_action(schedule.LATE)(Late)
    actions.register_action(schedule.MISSED)(Missed)
