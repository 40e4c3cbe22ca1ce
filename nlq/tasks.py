"""Work done aside: what the clock asks for."""

from __future__ import annotations

from celery.schedules import crontab
from django.utils import timezone

from crm.celery import app
from nlq.evaluation.accuracy import measure

# At night: each question is asked anew, which takes the planner a tenth of a second.
NIGHTLY = crontab(hour="3", minute="20")


@app.task(name="nlq.measure_accuracy")  # type: ignore[untyped-decorator]
def measure_accuracy() -> None:
    """Measures the day's accuracy; run again, it measures the same day anew."""
    measure(timezone.localdate())


app.conf.beat_schedule = {
    **(app.conf.beat_schedule or {}),
    "measure-accuracy": {"task": measure_accuracy.name, "schedule": NIGHTLY},
}
