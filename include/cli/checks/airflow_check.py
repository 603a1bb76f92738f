"""Airflow: its services run, it has CoreBooks' DAGs and pages, and its address suits those who use it.

The command asks Airflow's own functions, as Airflow's commands do; tasks never reach its database.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
from sqlalchemy import select

from include.certificates import trusted
from include.cli.checks.finding import Finding, good, to_do, wrong
from include.database.engine import Database
from include.database.tables.desktop import DesktopConnection
from include.only_one import other_packages, sentence
from include.provider.dags import DAG_IDS, SCHEDULED
from include.settings import airflow_address
from include.web_connector.qwc import is_local

SERVICES, DAGS, PLUGIN = "Airflow's services", "DAGs", "Plugin"
ADDRESS, CONNECTOR, PACKAGE = "Airflow's address", "Web Connector's address", "Python package"

_HEALTHY = "healthy"
_START = {
    "scheduler": "airflow scheduler",
    "dag_processor": "airflow dag-processor",
    "triggerer": "airflow triggerer",
}
_SECONDS = 10.0


def services_run() -> Iterator[Finding]:
    """Whether the scheduler, the DAG processor, and the triggerer are alive."""
    from airflow.api.common.airflow_health import get_airflow_health  # noqa: PLC0415  (slow)

    health = get_airflow_health()
    if health["metadatabase"]["status"] != _HEALTHY:
        yield wrong(
            SERVICES,
            "Airflow's own database doesn't respond. Check [database] sql_alchemy_conn, and run `airflow db "
            "migrate`.",
        )
        return
    down = [part for part in _START if health[part]["status"] != _HEALTHY]
    for part in down:
        why = " QuickBooks Desktop and approvals need it." if part == "triggerer" else ""
        yield wrong(
            SERVICES,
            f"The {part.replace('_', ' ')} isn't running. Start it: `{_START[part]}`.{why}",
        )
    if not down:
        yield good(SERVICES, "The scheduler, the DAG processor, and the triggerer are running.")


def dags_are_seen() -> Iterator[Finding]:
    """Whether Airflow has read each DAG, and runs those that have a schedule."""
    from airflow.models.dag import DagModel  # noqa: PLC0415  (slow)
    from airflow.models.errors import ParseImportError  # noqa: PLC0415  (as above)
    from airflow.utils.session import create_session  # noqa: PLC0415  (as above)

    query = select(DagModel.dag_id, DagModel.is_paused, DagModel.is_stale).where(
        DagModel.dag_id.in_(DAG_IDS)
    )
    with create_session() as session:
        rows = {row.dag_id: row for row in session.execute(query)}
        broken = session.execute(
            select(ParseImportError.filename, ParseImportError.stacktrace)
        ).all()
    for file, trace in broken:
        last = (trace or "").strip().splitlines()[-1:] or [""]
        if "include" in (trace or "") or "corebooks" in str(file):
            yield wrong(DAGS, f"Airflow can't read {file}: {last[0]}")
    missing = [dag for dag in DAG_IDS if dag not in rows or rows[dag].is_stale]
    if missing:
        yield wrong(
            DAGS,
            f"Airflow doesn't have {', '.join(missing)}. Add CoreBooks' DAG bundle to [dag_processor] "
            "dag_bundle_config_list, as docs/install.md shows, and check that the DAG processor runs.",
        )
    paused = [dag for dag in SCHEDULED if dag in rows and rows[dag].is_paused]
    if paused:
        yield wrong(
            DAGS, f"Paused: {', '.join(paused)}. Resume each: `airflow dags unpause {paused[0]}`."
        )
    if not missing and not paused:
        yield good(DAGS, f"Airflow has all {len(DAG_IDS)}, and runs those that have a schedule.")


def plugin_is_loaded() -> Iterator[Finding]:
    """Whether the plugin is loaded, once, without an error."""
    from airflow import plugins_manager  # noqa: PLC0415  (slow)

    loaded = [
        one for one in plugins_manager.get_plugin_info(["name"]) if one["name"] == "corebooks"
    ]
    errors = {
        source: error
        for source, error in plugins_manager.get_import_errors().items()
        if "corebooks" in source or "include" in error
    }
    for source, error in errors.items():
        yield wrong(PLUGIN, f"Airflow can't load {source}: {error}")
    if not loaded and not errors:
        yield wrong(PLUGIN, "Airflow hasn't loaded the pages. Install CoreBooks where Airflow is.")
    elif len(loaded) > 1:
        yield wrong(
            PLUGIN,
            "Airflow has loaded the pages twice. Remove corebooks_plugin.py from the plugins folder: the "
            "installed package has them.",
        )
    elif loaded:
        yield good(PLUGIN, "Airflow has loaded the pages.")


def address_suits() -> Iterator[Finding]:
    """Whether sign-ins, sessions, and amounts travel encrypted."""
    address = airflow_address()
    if urlsplit(address).scheme == "https":
        yield good(ADDRESS, f"{address} is encrypted, so its cookies are Secure.")
    elif is_local(address):
        yield to_do(
            ADDRESS,
            f"{address} is for this machine only. Before others use it, put TLS in front of Airflow and set "
            "[api] base_url to the https address (docs/deploying.md).",
        )
    else:
        yield wrong(
            ADDRESS,
            f"{address} isn't encrypted: passwords and amounts travel in plain text. Put TLS in front of Airflow "
            "and set [api] base_url to the https address (docs/deploying.md).",
        )


def pages_answer(database: Database) -> Iterator[Finding]:
    """Whether the pages' Web Connector address answers at Airflow's address."""
    address = f"{airflow_address()}/corebooks/webconnector"
    with database.reading() as session:
        needed = session.scalars(
            select(DesktopConnection.company_id).where(DesktopConnection.revoked_at.is_(None))
        ).first()
    try:
        answer = httpx.get(address, timeout=_SECONDS, verify=trusted(trust_env=True))
        # A path that no plugin serves gets Airflow's own page.
        works = answer.is_success and "text/html" not in answer.headers.get("content-type", "")
        why = f"HTTP {answer.status_code}"
    except httpx.HTTPError as error:
        works, why = False, type(error).__name__
    if works:
        yield good(CONNECTOR, f"{address} answers.")
        if needed and is_local(address):
            yield wrong(
                CONNECTOR,
                f"{address} can't be reached from another PC. Set [api] base_url to the https address.",
            )
        return
    yield wrong(
        CONNECTOR,
        f"{address} doesn't answer from here ({why}). Check that Airflow's API server runs, that [api] base_url "
        "is its address, and that the proxy in front passes /corebooks on.",
    )


def package_is_alone() -> Iterator[Finding]:
    """Whether no other package named `include` is in the way."""
    said = sentence(other_packages())
    yield wrong(PACKAGE, said) if said else good(PACKAGE, "No other package is in its way.")
