"""All settings, read from the environment. `docs/operating/settings.md` describes each one."""

from pathlib import Path
from urllib.parse import urlsplit

import environ

from iasc_site import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# Whatever NAME is called below may be in a file instead, which NAME_FILE names.
env = environ.FileAwareEnv()
env.read_env(BASE_DIR / ".env")

# Where and how the site is reached

SITE_URL = environment.site_url(env)
SECRET_KEY = environment.secret_key(env)
SECRET_KEY_FALLBACKS = environment.read(env.list, "SECRET_KEY_FALLBACKS", default=[])
BACKUP_KEY = environment.backup_key(env)
DEBUG = environment.flag(env, "DEBUG")
ALLOWED_HOSTS = [
    urlsplit(SITE_URL).hostname,
    *environment.read(env.list, "ALLOWED_HOSTS", default=[]),
]
# Where the admin is, if not where the site is: `safety.admin_host`.
ADMIN_HOST = environment.admin_host(env, SITE_URL)
ADMIN_URL = f"{urlsplit(SITE_URL).scheme}://{ADMIN_HOST}" if ADMIN_HOST else SITE_URL
if ADMIN_HOST:
    ALLOWED_HOSTS.append(urlsplit(ADMIN_URL).hostname)
if "*" in ALLOWED_HOSTS:
    environment.stop("ALLOWED_HOSTS", "must name each host; * is not allowed.")

DATA_DIR = environment.folder(env, "DATA_DIR", default=BASE_DIR / "var")
STATE_DIR = DATA_DIR / "state"

# Encrypted transport follows from the address

IS_ENCRYPTED = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = IS_ENCRYPTED
SECURE_HSTS_SECONDS = 63_072_000 if IS_ENCRYPTED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_ENCRYPTED
# `safety.headers` says who may frame a page. Preloading cannot be taken back, so it stays off.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_ENCRYPTED
SESSION_COOKIE_NAME = "__Host-session" if IS_ENCRYPTED else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_ENCRYPTED else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_TRUSTED_ORIGINS = [SITE_URL, ADMIN_URL] if ADMIN_HOST else [SITE_URL]
if environment.flag(env, "BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# How a node is watched, and how it leaves

METRICS_TOKEN = environment.metrics_token(env)
DRAIN_SECONDS = environment.seconds(env, "DRAIN_SECONDS", most=300)

# Code

INSTALLED_APPS = [
    "operations",
    "home",
    "search",
    "news",
    "publications",
    "helpline",
    "editorial",
    "core",
    "safety",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "editorial.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "safety.headers.HeadersMiddleware",
    "safety.admin_host.AdminHostMiddleware",
    "safety.request_ids.RequestIdMiddleware",
    "operations.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "iasc_site.compression.PageCompressionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "editorial.sign_in.sessions.SessionMiddleware",
    "safety.nonsense.NonsenseMiddleware",
    "editorial.side_doors.DoorMiddleware",
    "home.site.SiteMiddleware",
    "editorial.turns.InTurnMiddleware",
    "core.gates.RefusedPublishMiddleware",
    "core.media.serving.FilesAreAwayMiddleware",
    "operations.missing.counting.CountMiddleware",
    "operations.redirects.following.RedirectMiddleware",
]

ROOT_URLCONF = "iasc_site.urls"
WSGI_APPLICATION = "iasc_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# So that `templates` can hold one in place of a widget's own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# People

AUTH_USER_MODEL = "editorial.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "editorial.sign_in.passwords.CommonAtHeart"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "editorial.sign_in.passwords.NewPasswordIsNoted"},
]
SECOND_FACTOR = environment.second_factor(env, ALLOWED_HOSTS)
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "editorial.sign_in.sessions.forged_or_stale"
ACCOUNT_ADAPTER = "editorial.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# `editorial.sign_in.throttle` counts in the database, where all processes see it.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_METHODS = ["mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {"login": "editorial.sign_in.forms.SignInForm"}
MFA_ADAPTER = "editorial.sign_in.adapters.FactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Clocks of phones are seldom right to the second.
MFA_TOTP_TOLERANCE = 1
# Browsers allow passkeys without encryption on one's own machine only, where a site is tried out.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_ENCRYPTED
MFA_FORMS = {
    "activate_totp": "editorial.sign_in.forms.SetUpAppForm",
    "authenticate": "editorial.sign_in.forms.CodeForm",
    "authenticate_webauthn": "editorial.sign_in.forms.PasskeyForm",
    "reauthenticate": "editorial.sign_in.forms.CodeAgainForm",
    "reauthenticate_webauthn": "editorial.sign_in.forms.PasskeyAgainForm",
}

# Data

DATABASES = {"default": environment.database(env, default_path=DATA_DIR / "db.sqlite3")}
ON_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if ON_SQLITE:
    # Several server processes share the file: readers never wait, and a writer waits its turn.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    # A server that is gone without a word is noticed in seconds, and holds nobody up for longer.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("guide", BASE_DIR / "docs" / "editors" / "pictures"),
]
MEDIA_URL = "/files/pictures/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": environment.files(env),
    "staticfiles": {"BACKEND": "iasc_site.static_files.SiteStaticFilesStorage"},
}
SCANNER = environment.scanner(env)
WHITENOISE_MAX_AGE = 60
# The editor of a document of 100 pages sends 3,500 fields and 0.7 MB; 300 pages must be no wall.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Pages as they were rendered, kept while they are true: `core.page_cache`, `core.generation`.

PAGE_CACHE = "off" if DEBUG else environment.one_of(env, "PAGE_CACHE", "on", "strict", "off")
PAGE_CACHE_BYTES = 16 * 1024 * 1024  # in each process; besides, all share the store "pages"
CACHES = {
    # Wagtail keeps picture sizes and addresses here. Each process has its own, so what is kept
    # there counts for one site generation.
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "core.generation.key_of_this_generation",
    },
    "pages": environment.page_store(env, default_path=DATA_DIR / "pages"),
}
# The public site as plain files, in DATA_DIR: `operations.mirror`.
STATIC_MIRROR = environment.flag(env, "STATIC_MIRROR", default=True)
# By app or model, what no visitor sees: all of it, or these fields. A change of anything else
# ends what is kept.
NEVER_ON_A_PAGE = {
    "account": None,
    "auth": None,
    "django_tasks_database": None,
    "mfa": None,
    "search": None,  # pages of hits aren't kept
    "sessions": None,
    "wagtailadmin": None,
    "wagtailsearch": None,
    "wagtailusers": None,
    "core.SiteChange": None,
    "editorial.AuditLine": None,
    "editorial.AuditSeal": None,
    "editorial.MissedMoment": None,
    "editorial.PackReader": None,
    "editorial.SchedulerBeat": None,
    "editorial.SecondPersonTask": None,
    "editorial.Tries": None,
    "editorial.TriesSalt": None,
    "editorial.UrgentPublish": None,
    "editorial.UsedCode": None,
    "editorial.User": None,
    "helpline.CardSheet": ["tried_at"],
    "home.PostSource": [
        "tried_at",
        "succeeded_at",
        "rests_until",
        "problem",
        "left_out_count",
        "etag",
        "last_modified",
    ],
    "operations.IgnoredAddress": None,
    "operations.ImportedRecord": None,
    "operations.MissingAddress": None,
    "operations.StarterRecord": None,
    "publications.PdfPage": None,
    "safety.PageFeedback": None,
    "wagtailcore.Comment": None,
    "wagtailcore.CommentReply": None,
    "wagtailcore.ModelLogEntry": None,
    "wagtailcore.Page": [
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
    ],
    "wagtailcore.PageLogEntry": None,
    "wagtailcore.PageSubscription": None,
    "wagtailcore.Revision": None,
    "wagtailcore.Task": None,
    "wagtailcore.TaskState": None,
    "wagtailcore.UploadedFile": None,
    "wagtailcore.Workflow": None,
    "wagtailcore.WorkflowContentType": None,
    "wagtailcore.WorkflowPage": None,
    "wagtailcore.WorkflowState": None,
    "wagtailcore.WorkflowTask": None,
}

# What is made when somebody first reads a page: one more of it changes no page that is kept.
MADE_WHILE_READING = ["core.Rendition", "helpline.CardSheet"]

# Background work. Wagtail's own tasks, its indexes among them, stay part of the request, so that
# they never lag behind a publish. Ours name the worker.

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# Words and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"

# E-mail

vars().update(environment.email(env))
DEFAULT_FROM_EMAIL = environment.read(
    env.str, "DEFAULT_FROM_EMAIL", default=f"website@{urlsplit(SITE_URL).hostname}"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 5  # a server that says nothing holds up the worker for no longer
ERROR_REPORTS_TO = environment.read(env.list, "ERROR_REPORTS_TO", default=[])

# Whom to tell about a hole in the site: `/.well-known/security.txt`.

SECURITY_CONTACT = environment.web_or_mail(env, "SECURITY_CONTACT")
SECURITY_POLICY = environment.web_or_mail(env, "SECURITY_POLICY")

# Where the office posts. X answers only those with a token.

X_API_TOKEN = environment.read(env.str, "X_API_TOKEN", default="")

# Log lines go to standard error. None holds an address, a user agent or a query string
# (`safety.logs`):
# django.request would log the path of each missing page, so only its errors are kept.

# What Django calls an error, and is only how somebody asked. Each would be a letter to operators.
OF_WHO_ASKS = [
    "DisallowedHost",
    "DisallowedRedirect",  # an address too long to be led on
    "RequestDataTooBig",
    "TooManyFieldsSent",
    "TooManyFilesSent",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "safety.logs.Words"}, "json": {"()": "safety.logs.Json"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.one_of(env, "LOG_FORMAT", "line", "json"),
        },
        "reports": {"class": "safety.error_reports.ErrorReports"},
    },
    "root": {
        "handlers": ["console", "reports"],
        "level": environment.one_of(
            env, "LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL"
        ),
    },
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        **{f"django.security.{kind}": {"level": "CRITICAL"} for kind in OF_WHO_ASKS},
        # Each publish would be a dozen lines here; the admin's own history keeps it better.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        # It greets whoever imports it.
        "pikepdf": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}

# Wagtail

WAGTAIL_SITE_NAME = "Independent Anti-Slavery Commissioner"
WAGTAILADMIN_BASE_URL = ADMIN_URL
WAGTAILIMAGES_IMAGE_MODEL = "core.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.media.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "core.CustomDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.media.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 100 * 1024 * 1024
STAFF_SEARCH = "search.staff_lists" if ON_SQLITE else "wagtail.search.backends.database"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": STAFF_SEARCH}}
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
# Whoever types a time means London's: an account can't be set to another zone.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {
            "features": [
                "h3",
                "h4",
                "bold",
                "italic",
                "ol",
                "ul",
                "link",
                "document-link",
                "helpline",
                "figure",
                "glossary",
            ]
        },
    }
}
# Neither pictures of staff nor the version of this site are asked of outside servers.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "editorial.sign_in.forms.ResetForm"
# `operations.redirects.moves` does it, and leaves none that a page stands in front of.
WAGTAILREDIRECTS_AUTO_CREATE = False
