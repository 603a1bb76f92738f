"""From Airflow's connections to an open source and an open gateway."""

from __future__ import annotations

# QuickBooks answers within 120 s or not at all; a little more for the way there.
_SETTLE_LIVE = 130.0
