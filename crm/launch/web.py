"""The web server's own process: `python -m crm.launch.web HOST PORT`."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

from django.urls import get_resolver
from waitress import serve

from crm.wsgi import application

THREADS = 8


def main(host: str, port: int) -> None:
    """Serve until SIGTERM; pages under way are finished."""
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=warm_up, daemon=True).start()
    serve(application, host=host, port=port, threads=THREADS, ident="", clear_untrusted_proxy_headers=True)


def warm_up() -> None:
    """Load the pages while the link is being read: the first visitor need not wait for a second or two of imports."""
    get_resolver().check()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
