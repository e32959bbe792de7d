"""Staff accounts in the admin: one person, one or more roles, and always an administrator left."""

from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.log_actions import log
from wagtail.users.views import bulk_actions, groups, users

from editorial.account_forms import LAST_ADMINISTRATOR, AccountForm, NewAccountForm
from editorial.models import User
from editorial.roles import ADMINISTRATOR
from editorial.sign_in.views import AsksAgain

REFUSED = "editorial.refuse_account_change"
ROLES_CHANGED = "editorial.change_roles"


class RefusalIsLogged:
    """Whoever sends a change of accounts or groups without the right to is told no, on record.

    The admin offers them no way here, so they made the request by hand.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            if request.method != "POST":
                raise
            log(
                request.user,
                REFUSED,
                user=request.user,
                data={"address": request.path},
            )
            return HttpResponse(
                "Only administrators change staff accounts. This attempt is on record.",
                status=403,
                content_type="text/plain; charset=utf-8",
            )


class OneAtATime:
    """Two administrators who take the role from each other in the same moment: one is too late."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        with transaction.atomic():
            Group.objects.select_for_update().get(name=ADMINISTRATOR)
            return super().post(request, *args, **kwargs)


def role_names(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


class AccountList(users.IndexView):
    @property
    def columns(self):
        """Wagtail's, with the roles, and without ticking several: accounts change one by one."""
        columns = [
            column
            for column in super().columns
            if not isinstance(column, BulkActionsCheckboxColumn) and column.name != "is_superuser"
        ]
        roles = Column("roles", label="Roles", accessor=lambda user: ", ".join(role_names(user)))
        return [*columns[:2], roles, *columns[2:]]

    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("groups")


class NewAccountView(RefusalIsLogged, AsksAgain, users.CreateView):
    def save_instance(self):
        user = super().save_instance()
        log(user, ROLES_CHANGED, user=self.request.user, data={"from": [], "to": role_names(user)})
        return user


class AccountView(RefusalIsLogged, AsksAgain, OneAtATime, users.EditView):
    def save_instance(self):
        before = role_names(self.object)
        user = super().save_instance()
        after = role_names(user)
        if before != after:
            log(user, ROLES_CHANGED, user=self.request.user, data={"from": before, "to": after})
        return user


class DeleteAccountView(RefusalIsLogged, AsksAgain, OneAtATime, users.DeleteView):
    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.object.is_last_administrator():
            messages.error(request, LAST_ADMINISTRATOR)
            return redirect("wagtailusers_users:edit", self.object.pk)
        return super().post(request, *args, **kwargs)


class AccountFilters(users.UserFilterSet):
    is_superuser = None


class AccountViewSet(users.UserViewSet):
    index_view_class = AccountList
    add_view_class = NewAccountView
    edit_view_class = AccountView
    delete_view_class = DeleteAccountView
    filterset_class = AccountFilters
    copy_view_enabled = False
    create_template_name = "editorial/account_create.html"
    edit_template_name = "editorial/account_edit.html"

    def get_form_class(self, for_update: bool = False):
        return AccountForm if for_update else NewAccountForm


class OneByOne(RefusalIsLogged):
    """In place of Wagtail's bulk actions, which pass by the form and what it refuses."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        messages.error(request, "Staff accounts are changed one by one. Nothing was changed.")
        return redirect("wagtailusers_users:index")

    post = get


class AssignRoles(OneByOne, bulk_actions.AssignRoleBulkAction):
    pass


class DeleteAccounts(OneByOne, bulk_actions.DeleteBulkAction):
    pass


class SetActiveState(OneByOne, bulk_actions.SetActiveStateBulkAction):
    pass


class NewGroupView(RefusalIsLogged, groups.CreateView):
    pass


class GroupView(RefusalIsLogged, groups.EditView):
    pass


class DeleteGroupView(RefusalIsLogged, groups.DeleteView):
    pass


class GroupViewSet(groups.GroupViewSet):
    """No role may change groups: they are the table of roles, which the code holds."""

    add_view_class = NewGroupView
    edit_view_class = GroupView
    delete_view_class = DeleteGroupView
