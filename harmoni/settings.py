"""One file, read downward. What is missing stops the start with a sentence that says what to set."""

import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
TESTING = Path(sys.argv[0]).name in {"pytest", "__main__.py", "-c"} and "pytest" in sys.modules


def needed(name, advice):
    """The variable's text, or a stop that tells what to do."""
    if not env.str(name, ""):
        raise ImproperlyConfigured(f"{name} is not set: {advice}. `python3 manage.py up` sets it for a trial.")
    return env.str(name)


# --- where we are -------------------------------------------------------------------------------------
DEBUG = False
DEMO = env.bool("HARMONI_DEMO", False)
DEMO_PASSWORD = env.str("HARMONI_DEMO_PASSWORD", "harmoni-demo-2026")
BASE_URL = env.str("HARMONI_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
VAR = Path(env.str("HARMONI_VAR", str(BASE_DIR / "var")))
SECRET_KEY = needed("SECRET_KEY", "50 random characters, the same on every machine of one installation")
FIELD_KEYS = needed("FIELD_KEYS", "encryption keys as `version:base64`, newest first, comma between")
LETTER_KEY = env.str("LETTER_KEY", "")  # a worker's only: the web server must not be able to sign a letter
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- what the house is made of (the staircase: what is lower knows nothing of what is higher) ---------
INSTALLED_APPS = [
    # the roof
    "harmoni",
    "harmoni.dashboard",
    "harmoni.home",
    "harmoni.gazetteer",
    "harmoni.mailroom",
    "harmoni.reports",
    "harmoni.periodic",
    # books about a village
    "adat.prevention",
    "adat.mediation",
    "adat.villages",
    # books about a person
    "registrations.residency",
    "registrations.employment",
    "registrations.certification",
    "registrations.people",
    # the ground
    "harmoni.letters",
    "harmoni.notices",
    "harmoni.accounts",
    "harmoni.regions",
    "harmoni.history",
    # libraries
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "harmoni.home.middleware.Unavailable",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "harmoni.accounts.middleware.KeepWhatWasTyped",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "harmoni.accounts.middleware.SecondFactor",
    "harmoni.home.middleware.Private",
]
ROOT_URLCONF = "harmoni.urls"
WSGI_APPLICATION = "harmoni.wsgi.application"
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
                "harmoni.home.context.page",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Postgres is the only thing that lasts; the application's login owns nothing ------------------------
needed("DATABASE_URL", "postgres://user:password@host:port/name of the application's login")
DATABASE_APP = env.db("DATABASE_URL")
AS_OWNER = env.bool("HARMONI_AS_OWNER", False)
DATABASES = {"default": dict(env.db("DATABASE_OWNER_URL") if AS_OWNER else DATABASE_APP)}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "ATOMIC_REQUESTS": True,
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 4,
        "tcp_user_timeout": 5000,
        # a page is answered by one core: workers beside it cost more to start than they save
        "options": "-c jit=off -c max_parallel_workers_per_gather=0 -c timezone=UTC"
        + " -c idle_in_transaction_session_timeout=30s"
        + ("" if AS_OWNER else " -c statement_timeout=30s -c lock_timeout=10s"),
    },
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_limits",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Redis only wakes the workers; nothing that matters lies in it ---------------------------------------
REDIS_URL = needed("REDIS_URL", "redis://:password@host:port/0")
CELERY_BROKER_URL = REDIS_URL
SWEEP_SECONDS = env.int("SWEEP_SECONDS", 60)

# --- who comes in ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:desk"
ACCOUNT_ADAPTER = "harmoni.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": "300/15m/ip,10/15m/key"}
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ADAPTER = "harmoni.accounts.adapter.MFAAdapter"
MFA_TOTP_ISSUER = "Harmoni"
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=[])

# --- words and time: Bali lives in WITA -----------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Makassar"
USE_THOUSAND_SEPARATOR = True

# --- files ----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {"staticfiles": {"BACKEND": _plain if TESTING else _manifest}}
WHITENOISE_USE_FINDERS = TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024  # an uploaded sheet holds NIKs: never a file in /tmp

# --- what leaves the house ------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", "Harmoni <tidak-dibalas@harmoni.example>")

QUIET_HOURS = env.str("QUIET_HOURS", "21-6")  # nobody is written to between, by the receiver's own clock; "" is never
WHATSAPP_GATEWAY = env.str("WHATSAPP_GATEWAY", "")  # address that takes {to, text, reference} as JSON; without: by hand
WHATSAPP_GATEWAY_KEY = env.str("WHATSAPP_GATEWAY_KEY", "")

# --- what the browser is told ---------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
    }
}
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sesi" if HTTPS else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SECURE_SSL_REDIRECT = HTTPS
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0  # the same proxy says who asks: limits count strangers one by one
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 86400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "harmoni.home.errors.csrf"

# --- the log: no names, no numbers, no query parameters --------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"hush": {"()": "harmoni.hushed.Hush"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hush"]}},
    "root": {"handlers": ["out"], "level": env.str("LOG_LEVEL", "WARNING")},
}
