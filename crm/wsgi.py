"""The web application, for waitress and any other WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from crm import celery, home  # noqa: F401 - the application by which pages queue their tasks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
home.prepare()
application = get_wsgi_application()
