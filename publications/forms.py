"""What the admin checks across several rows of a form."""

from django.utils import timezone
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel

from publications.recommendations import problems_of


class StatusFormSet(BaseChildFormSet):
    """The statuses of a recommendation: each complaint stands at the field that it is about."""

    def clean(self):
        super().clean()
        forms = [form for form in self.ordered_forms if form.is_valid()]
        dated = [form for form in forms if form.cleaned_data.get("changed_on")]
        history = [(form.cleaned_data["status"], form.cleaned_data["changed_on"]) for form in dated]
        for problem in problems_of(history, today=timezone.localdate()):
            dated[problem.place].add_error(problem.field, problem.message)


class StatusPanel(InlinePanel):
    """The statuses in order, checked together."""

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = StatusFormSet
        return options
