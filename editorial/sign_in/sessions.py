"""How long somebody stays signed in, and what becomes of words that come too late.

A session ends after half an hour without a deed, after twelve hours in any case, and at once when
the person's password, roles or second factor change. Whoever gave a password and no second factor
yet is nobody in the meantime: only the pages where it is set up know them.
"""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed, post_save
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from editorial.models import User
from editorial.sign_in.factors import has_second_factor, is_required, was_given

LONGEST_IDLE = 30 * 60  # seconds
LONGEST = 12 * 3600
NOTED_EVERY = 60

ADMIN = "/admin/"
# Where forms with a mark are. What is sent elsewhere is nobody's of ours.
WITH_FORMS = (ADMIN, "/embargo/")
# What the admin asks by itself, while nobody is there.
BY_ITSELF = ("/admin/editing-sessions/", "/admin/login/state/")
# Signing in and out, and setting up what it takes.
ENTRANCE = (
    "/admin/login/",
    "/admin/logout/",
    "/admin/password_reset/",
    "/admin/policy-report/",
    "/admin/sprite/",
    "/admin/jsi18n/",
)
SETTING_UP = (
    "/admin/second-factor/app/activate/",
    "/admin/second-factor/passkeys/add/",
    "/admin/logout/",
)

ENDED_IDLE = "You were signed out, as nothing was done here for half an hour. Sign in again."
ENDED_LONG = "You were signed out, as that is done after twelve hours. Sign in again."
ENDED_CHANGED = (
    "You were signed out, as your password, your roles or your second factor changed. "
    "Sign in again."
)


def begin(sender, request: HttpRequest, user: User, **options) -> None:
    """Note in a new session when it began, and in which round of the person's sessions."""
    now = timezone.now().timestamp()
    rounds = User.objects.filter(pk=user.pk).values_list("session_round", flat=True)
    request.session.update({"began_at": now, "seen_at": now, "round": rounds.get()})


def end_with_roles(instance, action: str, reverse: bool, pk_set: set | None, **options) -> None:
    """Whoever may do more or less from now on signs in anew."""
    if action == "post_clear" or (action in ("post_add", "post_remove") and pk_set):
        people = User.objects.filter(pk__in=pk_set or ()) if reverse else [instance]
        for person in people:
            person.end_sessions()


def end_with_account(instance: User, **options) -> None:
    """Who is let in again later doesn't find the old session open."""
    if not instance.is_active:
        instance.end_sessions()


def connect() -> None:
    user_logged_in.connect(begin, dispatch_uid="begin_session")
    m2m_changed.connect(end_with_roles, User.groups.through, dispatch_uid="end_with_roles")
    post_save.connect(end_with_account, User, dispatch_uid="end_with_account")


def seconds_left(request: HttpRequest) -> int:
    """How long this session lasts if nothing is done from now on."""
    now = timezone.now().timestamp()
    session = request.session
    left = min(session["seen_at"] + LONGEST_IDLE, session["began_at"] + LONGEST) - now
    return max(int(left), 0)


def why_it_ended(request: HttpRequest, user: User) -> str | None:
    session, now = request.session, timezone.now().timestamp()
    if session.get("round") != user.session_round:
        return ENDED_CHANGED
    if now - session["began_at"] >= LONGEST:
        return ENDED_LONG
    if now - session["seen_at"] >= LONGEST_IDLE:
        return ENDED_IDLE
    return None


def note_seen(request: HttpRequest) -> None:
    """The session goes on for another half hour."""
    request.session["seen_at"] = timezone.now().timestamp()


class SessionMiddleware:
    """Makes `request.user` nobody unless their session holds and has seen a second factor.

    Elsewhere than in the admin that is found out when somebody asks: a page that is the same for
    everybody never reads a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        claimed = request.user
        if request.path_info.startswith(ADMIN):
            answer = self.check(request)
            if answer:
                return answer
        else:
            request.user = SimpleLazyObject(lambda: whoever_is_let_in(request, claimed))
        return self.get_response(request)

    def check(self, request: HttpRequest) -> HttpResponse | None:
        """What to answer instead of what was asked for."""
        path = request.path_info
        claimed = request.user
        request.user = whoever_is_let_in(request, claimed)
        if request.user.is_authenticated:
            is_old = timezone.now().timestamp() - request.session["seen_at"] > NOTED_EVERY
            if is_old and not path.startswith(BY_ITSELF):
                note_seen(request)
        elif claimed.is_authenticated and SESSION_KEY in request.session:
            # The password was right, and no more was shown.
            if path.startswith(SETTING_UP):
                request.user = claimed
            elif request.method in ("GET", "HEAD"):
                return redirect("mfa_activate_totp")
        return keep_words(request) if comes_too_late(request) else None


def whoever_is_let_in(request: HttpRequest, claimed: User | AnonymousUser) -> User | AnonymousUser:
    """The person of the session, or nobody. A session that is over is emptied."""
    if not claimed.is_authenticated:
        return claimed
    if reason := why_it_ended(request, claimed):
        logout(request)
        messages.warning(request, reason)
        return AnonymousUser()
    return claimed if has_shown_enough(request, claimed) else AnonymousUser()


def has_shown_enough(request: HttpRequest, user: User) -> bool:
    """Whether the session has seen all factors that its person needs."""
    return was_given(request, user) or not (is_required() or has_second_factor(user))


def comes_too_late(request: HttpRequest) -> bool:
    """Whether a form of the admin was sent by somebody who is signed out."""
    return request.method == "POST" and is_form_of_ours(request) and request.user.is_anonymous


def is_form_of_ours(request: HttpRequest) -> bool:
    """Whether this is for the admin, and the browser says that a page of ours sent it.

    Ours alone may be sent once more.
    """
    path = request.path_info
    if not path.startswith(ADMIN) or path.startswith(ENTRANCE):
        return False
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def keep_words(request: HttpRequest) -> HttpResponse:
    """Give back what was written, in a form that sends it again after signing in.

    Passwords are left out: they have to be typed anew. Files are lost, as no page can hold them.
    """
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return JsonResponse({"signed_in": False}, status=401)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    context = {
        "action": request.get_full_path(),
        "fields": fields,
        "files": list(request.FILES),
        "csrf_token": get_token(request),
        "is_signed_in": request.user.is_authenticated,
        "sign_in": reverse("account_login"),
    }
    return render(request, "editorial/sign_in/kept_words.html", context, status=403)


def forged_or_stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django asks here when the mark against forged requests does not fit.

    It changes with each signing in, so a form that was open before has an old one.
    """
    if is_form_of_ours(request) and request.user.is_authenticated:
        return keep_words(request)
    if not request.path_info.startswith(WITH_FORMS):
        return render(request, "400.html", status=403)
    return render(request, "editorial/sign_in/stale.html", status=403)
