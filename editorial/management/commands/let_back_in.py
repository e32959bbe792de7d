from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.log_actions import log

from editorial.accounts import new_password
from editorial.models import Tries, User
from editorial.roles import ADMINISTRATOR
from editorial.sign_in import factors
from editorial.sign_in.events import WAY_BACK


class Command(BaseCommand):
    help = (
        "Lets somebody back in who has lost password and second factor: gives a new password, "
        "once, and takes the second factor off. For whoever has this machine's command line."
    )

    def add_arguments(self, parser):
        parser.add_argument("username", help="the name to sign in with")
        parser.add_argument(
            "--as-administrator",
            action="store_true",
            help="make them an administrator, too: for when nobody is left who can manage staff",
        )

    @transaction.atomic
    def handle(self, *, username, as_administrator, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            names = ", ".join(User.objects.administrators().values_list("username", flat=True))
            raise CommandError(
                f"There is no account “{username}”. Administrators: {names or 'none is left'}. "
                "`create_staff` makes a new one."
            )
        password = new_password()
        user.set_password(password)
        user.is_active = True
        user.save()
        if as_administrator:
            user.groups.add(Group.objects.get(name=ADMINISTRATOR))
        factors.remove_all(user)
        # Whoever guessed at this account meanwhile must not keep its owner waiting.
        Tries.objects.all().delete()
        log(user, WAY_BACK)
        self.stdout.write(f"  Name:     {username}")
        self.stdout.write(f"  Password: {password}")
        self.stdout.write(
            "The password is shown this once. A second factor is set up with the next sign-in."
        )
