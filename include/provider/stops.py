"""How a task stops. Light to import: DAG files name these classes in their retry rules."""

from __future__ import annotations


class NeedsPerson(RuntimeError):
    """Somebody must do what the message says; trying again by itself would change nothing."""


class TryLater(RuntimeError):
    """The other side is busy or away; Airflow tries again by itself."""
