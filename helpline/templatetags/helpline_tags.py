"""Helplines in templates. Templates show these records and never type a number."""

from django import template

from helpline import last_known

register = template.Library()


@register.simple_tag
def helplines_on_every_page():
    """The helplines of the top and the foot of each page, also while the database is away."""
    return last_known.services()
