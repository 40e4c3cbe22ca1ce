"""The web application, for waitress and any other WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from crm import home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
home.prepare()
application = get_wsgi_application()
