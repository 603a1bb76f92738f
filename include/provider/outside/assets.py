"""An asset for each company's workflow: others' DAGs can start when it was synced.

Where Airflow's OpenLineage provider is installed, it is a dataset of the lineage too.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from airflow.sdk import Asset, AssetAlias

from include.workflows.category import Category


def alias_of(category: Category) -> AssetAlias:
    """What `verify` of a workflow updates: which company's asset is known when it runs."""
    return AssetAlias(f"corebooks_{category.value}")


def asset_of(company_id: str, category: str) -> Asset:
    """The asset of a company's workflow: `corebooks://willow/brokerage_income`."""
    return Asset(f"corebooks://{company_id}/{category}")


def dataset_of(asset: Asset, _context: Any) -> Any:
    """The asset as OpenLineage has it: namespace `corebooks://willow`, name `brokerage_income`.

    Airflow's OpenLineage provider calls it, so the client library is there
    (https://openlineage.io/docs/spec/naming).
    """
    from openlineage.client.event_v2 import Dataset  # noqa: PLC0415  (only where it is installed)

    scheme, company_id, name, *_ = urlsplit(asset.uri)
    return Dataset(namespace=f"{scheme}://{company_id}", name=name.removeprefix("/"))


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
