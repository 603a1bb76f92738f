"""What follows BackOffice's calls: auto-sync looks now, instead of at its next time.

A look asks CORE itself for its list of changes, and starts runs only for what that has. A call that isn't true, or
comes twice, costs a look. Where auto-sync is off for a company, nothing follows.
"""

from __future__ import annotations

import datetime as dt
import logging

from include.clock import utc_now
from include.database.engine import Database
from include.database.feeds.wakes import looked_for, mark_looked_for, wakes
from include.provider.airflow_runs import AirflowRuns

logger = logging.getLogger(__name__)

AUTO_SYNC = "quickbooks_auto_sync"
AT_MOST_EVERY = dt.timedelta(minutes=1)
"""One look after another would use up CORE's call limit. What comes between is found by the look that auto-sync makes
every five minutes, for which the company is due."""


def wake(database: Database, runs: AirflowRuns) -> int:
    """Have auto-sync look at once, if CORE called.

    Called again after a crash, it starts nothing twice: a look has the name of the call that it is for.

    Returns:
        How many looks were started.
    """
    now = utc_now()
    with database.reading() as session:
        found = wakes(session)
        fresh = [one for one in found if not looked_for(session, one.feed_id, now - AT_MOST_EVERY)]
    if fresh:
        newest = max(one.arrival_id for one in fresh)
        logger.info("CORE called, so auto-sync looks now: import %d.", newest)
        runs.trigger(AUTO_SYNC, f"woken__{newest}", {"woken_by": newest})
    if found:
        with database.writing() as session:
            mark_looked_for(session, found, now)
    return int(bool(fresh))
