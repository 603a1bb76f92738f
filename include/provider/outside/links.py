"""Links from every task of a workflow: to CoreBooks' page of its run, and to the company in QuickBooks.

Airflow stores them when a task ends. Light to import: DAG files name these classes.
"""

from __future__ import annotations

from contextlib import closing
from functools import lru_cache
from typing import Any

from airflow.sdk import BaseOperatorLink

from include.provider.outside.addresses import page_address


class RunLink(BaseOperatorLink):
    """CoreBooks' page of the run."""

    name = "CoreBooks run"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002  (Airflow's signature)
        """The address; empty if there is no run."""
        return _links(str(ti_key.dag_id), str(ti_key.run_id))[0]


class QuickBooksLink(BaseOperatorLink):
    """The company in QuickBooks Online."""

    name = "QuickBooks"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002  (as above)
        """The address; empty for QuickBooks Desktop, which has none."""
        return _links(str(ti_key.dag_id), str(ti_key.run_id))[1]


LINKS = (RunLink(), QuickBooksLink())


@lru_cache(maxsize=1)
def _links(category: str, name: str) -> tuple[str, str]:
    """The addresses of a DAG run's run, and of its company in QuickBooks."""
    from airflow.sdk.configuration import conf  # noqa: PLC0415  (SQLAlchemy stays out of parsing)
    from sqlalchemy import select  # noqa: PLC0415  (as above)

    from include.database.engine import Database  # noqa: PLC0415  (as above)
    from include.database.tables.companies import Company  # noqa: PLC0415  (as above)
    from include.database.tables.runs import SyncRun  # noqa: PLC0415  (as above)
    from include.settings import database_url  # noqa: PLC0415  (as above)

    with closing(Database(database_url())) as database, database.reading() as session:
        found = session.execute(
            select(SyncRun.id, Company)
            .join(Company, Company.id == SyncRun.company_id)
            .where(SyncRun.category == category, SyncRun.airflow_run_id == name)
            .order_by(SyncRun.id.desc())
        ).first()
    if found is None:
        return "", ""
    run_id, company = found
    base = conf.get("api", "base_url", fallback="")
    return page_address(base, f"/companies/{company.id}/history/{run_id}"), _in_quickbooks(company)


def _in_quickbooks(company: Any) -> str:
    from include.provider.connections.opening import (  # noqa: PLC0415  (as above)
        in_task,
        is_desktop,
        online_settings,
    )

    if is_desktop(company):
        return ""
    return online_settings(in_task(company.quickbooks_connection), company.realm_id).app_url
