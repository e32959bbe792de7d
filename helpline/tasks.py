"""What the helplines have done in the background."""

from django_tasks import task

from helpline import card_making


@task(backend="worker")
def make_cards() -> None:
    card_making.make_cards()
