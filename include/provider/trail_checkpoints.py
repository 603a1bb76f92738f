"""The task that writes checkpoints of the audit trail."""

from __future__ import annotations

import logging
from contextlib import closing

from include.clock import utc_now
from include.database.audit import TrailBroken
from include.database.engine import Database
from include.database.trail.checkpoints import store_due
from include.provider.stops import ActionNeeded
from include.settings import checkpoints_folder, database_url

logger = logging.getLogger(__name__)


def write_due() -> list[str]:
    """Write every company's checkpoint that is due. Returns the names of the files.

    Raises:
        ActionNeeded: an audit trail was altered, or there is no place to write to.
    """
    with closing(Database(database_url())) as database:
        try:
            written = store_due(database, utc_now())
        except TrailBroken as reason:
            raise ActionNeeded(str(reason)) from None
        except OSError as reason:
            raise ActionNeeded(
                f"A checkpoint of the audit trail can't be written to {checkpoints_folder()}: {reason}. "
                "Set [corebooks] checkpoints to a place that Airflow can write to."
            ) from None
    for name in written:
        logger.info("Wrote the checkpoint %s to %s.", name, checkpoints_folder())
    return written
