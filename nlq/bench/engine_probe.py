"""`python -m nlq.bench.engine_probe QUESTION USER DAY`: one question in a fresh process; prints what it cost, as JSON."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from datetime import date
from pathlib import Path

HEAVY = ("torch", "transformers", "sentence_transformers")


def main(question: str, username: str, day: str) -> None:
    """The engine's start is timed after Django's: imports, tokenizer and weights."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    django.setup()
    before = peak_mb()
    begun = time.perf_counter()
    from nlq.text2sql.planners.shipped import shipped_planner

    shipped_planner()
    seconds = time.perf_counter() - begun
    from crm.models import User
    from nlq.text2sql.ask import ask

    begun = time.perf_counter()
    user = User.objects.get(username=username)
    answer = ask(question, user=user, language="zh", today=date.fromisoformat(day))
    found = {
        "status": answer.status,
        "reason": answer.reason,
        "engine_seconds": seconds,
        "first_seconds": time.perf_counter() - begun,
        "django_mb": before,
        "peak_mb": peak_mb(),
        "heavy": [name for name in HEAVY if name in sys.modules],
    }
    sys.stdout.write(json.dumps(found) + "\n")


def peak_mb() -> float:
    """The most memory that this process ever held, in MB (2^20 bytes).

    By /proc where it is: getrusage's figure begins with that of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = (line.split() for line in status.read_text().splitlines())
        return next(int(words[1]) for words in lines if words[0] == "VmHWM:") / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(*sys.argv[1:])
