"""An asset for each company's workflow: others' DAGs can start when it was synced."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from airflow.sdk import Asset, AssetAlias

from include.workflows.category import Category


def alias_of(category: Category) -> AssetAlias:
    """What `verify` of a workflow updates: which company's asset is known when it runs."""
    return AssetAlias(f"corebooks_{category.value}")


def asset_of(company_id: str, category: str) -> Asset:
    """The asset of a company's workflow: `corebooks://willow/brokerage_income`."""
    return Asset(f"corebooks://{company_id}/{category}")


def note_synced(run_id: int, context: Any) -> None:
    """Update the asset of a run that was verified; a preview updates none.

    Args:
        run_id: the run.
        context: Airflow's context of the task `verify`.
    """
    from include.database.engine import Database  # noqa: PLC0415  (SQLAlchemy stays out of parsing)
    from include.database.statuses import RunOutcome  # noqa: PLC0415  (as above)
    from include.database.tables.runs import SyncRun  # noqa: PLC0415  (as above)
    from include.settings import database_url  # noqa: PLC0415  (as above)

    with closing(Database(database_url())) as database, database.reading() as session:
        run = session.get_one(SyncRun, run_id)
    if run.outcome != RunOutcome.COMPLETED:
        return
    changes = {name: int(run.counts.get(name, 0)) for name in ("created", "updated", "voided")}
    alias = alias_of(Category(run.category))
    asset = asset_of(run.company_id, run.category)
    context["outlet_events"][alias].add(asset, extra={"run": run.id, **changes})
