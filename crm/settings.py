"""Django's settings. They read the environment (`.env.example` lists it) and start nothing."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from crm import environment, home

BASE_DIR = Path(__file__).resolve().parent.parent
CRM_HOME = home.path()

# The web ------------------------------------------------------------------------------------------------------------
DEBUG = environment.switch("CRM_DEBUG", False)
HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.integer("PORT", 8000, least=1, most=65535)
SECRET_KEY = environment.text("SECRET_KEY") or home.secret_key()
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
if HOST not in {"", "0.0.0.0", "::"} and HOST not in ALLOWED_HOSTS:  # noqa: S104 - compared, not bound
    ALLOWED_HOSTS.append(HOST)
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "csp",
    "django_htmx",
    "rest_framework",
    "crm.apps.CrmConfig",
    "nlq.apps.NlqConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

# Who gets in --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "crm.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Cookies that only travel over TLS would lock out http://127.0.0.1, the default.
HTTPS = environment.switch("CRM_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "crm_session"
CSRF_COOKIE_NAME = "crm_csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Where the records are ----------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database("DATABASE_URL", home.embedded_url())}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
# The login role of questions; derived, so that every process of this installation knows it.
ANALYST_PASSWORD = environment.text("ANALYST_PASSWORD") or home.derived_secret(SECRET_KEY, "analyst_reader")
LOAD_DEMO = environment.switch("CRM_DEMO", True)
# The folder of the model that plans questions offline.
SHIPPED_MODEL = environment.folder("SHIPPED_MODEL", BASE_DIR / "llm" / "models" / "planner")
# The folder of the model that says how likely a question is of a plan; without it plans are judged by the planner alone.
SHIPPED_PARAPHRASER = environment.folder("SHIPPED_PARAPHRASER", BASE_DIR / "llm" / "models" / "paraphraser")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = CRM_HOME / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Words and time -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = environment.choice("CRM_LANGUAGE", "zh-hans", {"zh-hans", "en"})
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "crm" / "locale", BASE_DIR / "nlq" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", "Asia/Shanghai")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError):
    raise ImproperlyConfigured(f"TIME_ZONE={TIME_ZONE!r} is no time zone") from None
REPORTING_CURRENCY = environment.choice("REPORTING_CURRENCY", "CNY", {"CNY", "USD"})

# Files for the browser ----------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = CRM_HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Limits of one question ---------------------------------------------------------------------------------------------
QUESTION_TIMEOUT_MS = environment.integer("QUESTION_TIMEOUT_MS", 5000, least=100, most=600_000)
QUESTION_ROW_LIMIT = environment.integer("QUESTION_ROW_LIMIT", 500, least=1, most=100_000)
QUESTION_BYTE_LIMIT = environment.integer("QUESTION_BYTE_LIMIT", 5_000_000, least=1000, most=1_000_000_000)
# Below so many records no question is dear, and its cost is not estimated.
QUESTION_SMALL_ROWS = environment.integer("QUESTION_SMALL_ROWS", 100_000, least=0, most=10**9)
QUESTION_COST_LIMIT = environment.integer("QUESTION_COST_LIMIT", 50_000_000, least=1000, most=10**12)

# Work done aside ----------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = environment.text("CELERY_BROKER_URL", "filesystem://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(CRM_HOME / "beat-schedule")
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(CRM_HOME / "broker"),
        "data_folder_out": str(CRM_HOME / "broker"),
        "control_folder": str(CRM_HOME / "broker" / "control"),
        "polling_interval": 0.2,
    }

# The API ------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

# The log: what went wrong and where, never a secret or a person's words -----------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": environment.choice("LOG_LEVEL", "WARNING", {"DEBUG", "INFO", "WARNING", "ERROR"}),
    },
    "loggers": {"django.db.backends": {"level": "WARNING"}},
}
