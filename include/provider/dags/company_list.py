"""The companies that the run form suggests, read from the CoreBooks database at most once a minute.

DAG files are read often, by processes of which some can't reach the database: what was found last is kept in a
file, and a database that is away delays none of them for long. SQLAlchemy is imported only when the list is read.
"""

from __future__ import annotations

import json
import logging
import time
from contextlib import closing
from pathlib import Path

from airflow.sdk import get_parsing_context

from include.private_files import write_private
from include.provider.company_names import suggestion
from include.settings import airflow_home, database_url

logger = logging.getLogger(__name__)

MOST = 200
"""Of more companies, the first by name are suggested; any other's ID can be entered."""
FRESH_SECONDS = 60
_PATIENCE_SECONDS = 2
"""How long a DAG file waits for the database."""
_FILE = "corebooks-companies.json"


def suggested_companies() -> list[str]:
    """Connected companies as the form suggests them, by name: "Willow & Park (willow)".

    Airflow shows every user the same form: a company that only some can see isn't among them. The form takes any
    company ID, so a company that was connected a minute ago can be started too.
    """
    if get_parsing_context().dag_id:
        return []  # read for a task: nobody sees its form
    file = airflow_home() / _FILE
    found = _kept(file)
    if _is_fresh(file):
        return found
    try:
        found = _read()
    except Exception as error:  # noqa: BLE001  (whatever is wrong, the DAG file is read)
        # Not its text, which may have an address with a password.
        logger.warning("Companies of the run form weren't read again: %s", type(error).__name__)
    _keep(file, found)
    return found


def _read() -> list[str]:
    from sqlalchemy import make_url  # noqa: PLC0415  (stays out of parsing)

    from include.database.engine import Database  # noqa: PLC0415  (as above)
    from include.database.reads.companies import companies_for_all  # noqa: PLC0415  (as above)

    url = make_url(database_url())
    if url.get_backend_name() == "sqlite":
        if not Path(url.database or "").is_file():
            return []  # not set up yet; opening it would create it
    elif "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(_PATIENCE_SECONDS)})
    address = url.render_as_string(hide_password=False)
    with closing(Database(address)) as database, database.reading() as session:
        companies = companies_for_all(session, MOST, _PATIENCE_SECONDS)
    return [suggestion(one.name, one.id) for one in companies]


def _is_fresh(file: Path) -> bool:
    try:
        age = time.time() - file.stat().st_mtime
    except OSError:
        return False
    return 0 <= age < FRESH_SECONDS


def _kept(file: Path) -> list[str]:
    """What was found last; nothing where there is no such file."""
    try:
        kept = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []


def _keep(file: Path, found: list[str]) -> None:
    """Keep it, also what wasn't read again: a database that is away is asked once a minute."""
    try:
        write_private(file, json.dumps(found).encode())
    except OSError as error:
        logger.warning("Companies of the run form aren't kept in %s: %s", file, error.strerror)
