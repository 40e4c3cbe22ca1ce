"""The product's own settings in a data folder that lives as long as the test run: no test touches a person's own."""

from __future__ import annotations

import os
import tempfile

if "CRM_TEST_HOME" not in os.environ:  # the workers of one run inherit it and share one server
    os.environ["CRM_TEST_HOME"] = tempfile.mkdtemp(prefix="crm-tests-")
os.environ["CRM_HOME"] = os.environ["CRM_TEST_HOME"]
for name in ("SECRET_KEY", "DATABASE_URL", "CELERY_BROKER_URL", "PORT", "HOST", "TIME_ZONE", "REPORTING_CURRENCY"):
    os.environ.pop(name, None)
if "CRM_TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["CRM_TEST_DATABASE_URL"]

from crm.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
