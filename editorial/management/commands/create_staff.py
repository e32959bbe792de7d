from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from editorial.accounts import create_account
from editorial.models import User
from editorial.roles import ROLES


class Command(BaseCommand):
    help = "Makes a staff account and prints its random password, once."

    def add_arguments(self, parser):
        parser.add_argument("username", help="the name to sign in with")
        parser.add_argument("--email", default="", help="where a forgotten password is reset")
        parser.add_argument("--role", default="editor", choices=[role.slug for role in ROLES])
        parser.add_argument(
            "--if-none", action="store_true", help="do nothing if anybody can sign in already"
        )

    def handle(self, *, username, email, role, if_none, **options):
        if if_none and User.objects.filter(is_active=True).exists():
            return
        try:
            _, password = create_account(username, role=role, email=email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Staff account ({role}):")
        self.stdout.write(f"  Name:     {username}")
        self.stdout.write(f"  Password: {password}")
        self.stdout.write("The password is shown this once. Change it after signing in.")
