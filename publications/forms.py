"""What the admin checks across several rows of a form."""

from django.forms.formsets import ORDERING_FIELD_NAME
from django.utils import timezone
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel

from publications.recommendations import problems_of


class StatusFormSet(BaseChildFormSet):
    """The statuses of a recommendation: each complaint stands at the field that it is about."""

    def clean(self):
        super().clean()
        lines = [
            line for line in self.forms if line.is_valid() and not self._should_delete_form(line)
        ]
        lines.sort(key=lambda line: line.cleaned_data[ORDERING_FIELD_NAME] or len(lines))
        history = [(line.cleaned_data["status"], line.cleaned_data["changed_on"]) for line in lines]
        for problem in problems_of(history, today=timezone.localdate()):
            lines[problem.place].add_error(problem.field, problem.message)


class StatusPanel(InlinePanel):
    """The statuses in order, checked together."""

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = StatusFormSet
        return options
