from django import forms
from django.contrib.auth.models import Group
from wagtail.users.forms import UserCreationForm, UserEditForm

from editorial.roles import ADMINISTRATOR, ROLES

LAST_ADMINISTRATOR = (
    "This is the last account that can manage the others. Make somebody else an administrator "
    "first."
)


class RoleChoices(forms.ModelMultipleChoiceField):
    """The roles in the order of the table, each with what it is for."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self):
        super().__init__(
            Group.objects.filter(name__in=[role.name for role in ROLES]),
            label="Roles",
            help_text="What this person may do. Several roles add up. “Who may do what” in the "
            "guide has the whole table.",
            error_messages={"required": "Choose at least one role, or nobody can tell what for."},
        )

    def label_from_instance(self, group):
        purposes = {role.name: role.purpose for role in ROLES}
        return f"{group.name}: {purposes[group.name]}"


class NewAccountForm(UserCreationForm):
    # Wagtail would offer to let somebody pass by the roles.
    is_superuser = None
    groups = RoleChoices()

    class Meta(UserCreationForm.Meta):
        fields = ["username", "email", "first_name", "last_name", "groups"]


class AccountForm(UserEditForm):
    is_superuser = None
    groups = RoleChoices()

    class Meta(UserEditForm.Meta):
        fields = ["username", "email", "first_name", "last_name", "is_active", "groups"]

    def __init__(self, *args, editing_self=False, **kwargs):
        # Wagtail takes fields away from those who edit themselves, one of which is gone here.
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]

    def clean(self):
        values = super().clean()
        if self.instance.is_last_administrator():
            if ADMINISTRATOR not in {group.name for group in values.get("groups", [])}:
                self.add_error("groups", LAST_ADMINISTRATOR)
            if not values.get("is_active", True):
                self.add_error("is_active", LAST_ADMINISTRATOR)
        return values
