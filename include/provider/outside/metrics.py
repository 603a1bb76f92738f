"""What CoreBooks measures, sent where Airflow's own metrics go ([metrics]: StatsD, DogStatsD, OpenTelemetry).

Counts and times are sent by the task that makes them; states by the DAG of alerts, every five minutes. Nothing
is sent unless Airflow's settings say so, and nothing that is sent can make a task fail. No name of a person and
no amount is in a metric or a tag.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from airflow.sdk.observability import stats

logger = logging.getLogger(__name__)

COUNTER, GAUGE, TIMER = "counter", "gauge", "timer"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric.

    Attributes:
        kind: "counter", "gauge", or "timer".
        tags: which it has.
        says: what its value is.
    """

    kind: str
    tags: tuple[str, ...]
    says: str


METRICS: Mapping[str, Metric] = {
    "corebooks.runs": Metric(
        COUNTER,
        ("company", "category", "outcome"),
        "Runs that ended: completed, previewed, failed.",
    ),
    "corebooks.documents": Metric(
        COUNTER, ("company", "category"), "Entries created, updated, or voided in QuickBooks."
    ),
    "corebooks.throttles": Metric(
        COUNTER,
        ("step",),
        "How often QuickBooks Online answered that there were too many requests.",
    ),
    "corebooks.step": Metric(
        TIMER, ("step", "category"), "How long a step of a run took: extract, diff, post, verify."
    ),
    "corebooks.records_on_hold": Metric(GAUGE, (), "Records on hold."),
    "corebooks.company.records_on_hold": Metric(
        GAUGE, ("company",), "A company's records on hold."
    ),
    "corebooks.runs_running": Metric(GAUGE, (), "Runs that aren't finished."),
    "corebooks.oldest_queued_run_seconds": Metric(
        GAUGE,
        (),
        "Age of the oldest run that auto-sync started and Airflow hasn't begun; 0 for none.",
    ),
    "corebooks.lease_age_seconds": Metric(
        GAUGE, (), "Seconds since the slowest holder of a company's lease renewed it; 0 for none."
    ),
    "corebooks.company.pc_queue": Metric(
        GAUGE, ("company",), "Requests for a company's QuickBooks PC that aren't answered."
    ),
    "corebooks.pc_queue": Metric(
        GAUGE, (), "Requests for all QuickBooks PCs that aren't answered."
    ),
    "corebooks.reads": Metric(GAUGE, (), "Metered reads of QuickBooks Online this month."),
    "corebooks.company.reads": Metric(GAUGE, ("company",), "A company's metered reads this month."),
    "corebooks.alerts": Metric(GAUGE, ("kind",), "Open alerts of a kind."),
}
"""All that is sent. docs/metrics.md lists the same."""


def count(name: str, number: int = 1, **tags: str) -> None:
    """Add to a counter."""
    if number:
        _send(name, COUNTER, number, tags)


def gauge(name: str, value: float, **tags: str) -> None:
    """Send a state."""
    _send(name, GAUGE, value, tags)


@contextmanager
def timed_step(step: str, category: str) -> Iterator[None]:
    """Send how long a step takes, however it ends."""
    began = time.monotonic()
    try:
        yield
    finally:
        milliseconds = (time.monotonic() - began) * 1000
        _send("corebooks.step", TIMER, milliseconds, {"step": step, "category": category})


def run_ended(company: str, category: str, outcome: str, counts: Mapping[str, int]) -> None:
    """Count a run that ended, and what it posted.

    Args:
        company: its ID.
        category: the workflow.
        outcome: a value of `RunOutcome`.
        counts: the run's final counts.
    """
    count("corebooks.runs", company=company, category=category, outcome=outcome)
    posted = sum(int(counts.get(name, 0)) for name in ("created", "updated", "voided"))
    if outcome == "completed":
        count("corebooks.documents", posted, company=company, category=category)


def _send(name: str, kind: str, value: float, tags: Mapping[str, str]) -> None:
    metric = METRICS[name]
    if metric.kind != kind or set(tags) != set(metric.tags):
        raise ValueError(f"{name} is a {metric.kind} with the tags {metric.tags}")
    sent = dict(tags)
    try:
        if kind == COUNTER:
            stats.incr(name, int(value), tags=sent)
        elif kind == GAUGE:
            stats.gauge(name, value, tags=sent)
        else:
            stats.timing(name, value, tags=sent)
    except Exception:
        # A monitoring server that is away or set up wrongly is no reason for a run to fail.
        logger.exception("The metric %s wasn't sent.", name)
