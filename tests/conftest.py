"""What many tests share: databases on both databases."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Before anything imports Airflow: it reads these once.
_HOME = tempfile.mkdtemp(prefix="corebooks-airflow-")
os.environ["AIRFLOW_HOME"] = _HOME
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__UNIT_TEST_MODE"] = "False"

import pytest  # noqa: E402  (after the environment)
from xdist.scheduler.loadfile import LoadFileScheduling  # noqa: E402  (as above)

from include.clock import SystemClock  # noqa: E402  (as above)
from include.database.engine import Database  # noqa: E402  (as above)
from include.quickbooks.online import gateway  # noqa: E402  (as above)
from include.quickbooks.online.wire.limiter import Limiter  # noqa: E402  (as above)
from sandbox.demo.demo import Demo  # noqa: E402  (as above)
from tests import database_files, live, profiles  # noqa: E402  (as above)
from tests.crash.databases import own_server  # noqa: E402  (as above)
from tests.matrices import enough_cases  # noqa: E402  (as above)
from tests.quickbooks.online.fakes import BOUNDLESS  # noqa: E402  (as above)

profiles.register()

_ON_THE_LIVE_AIRFLOW = (
    "tests/browser/",
    "tests/test_live_airflow.py",
    "tests/test_live_desktop.py",
    "tests/security/",
    "tests/test_live_alerts.py",
    "tests/test_live_assets.py",
    "tests/test_live_inbox.py",
    "tests/test_live_screens.py",
)
_CRASH = "tests/crash/"
_LONGEST_FIRST = (
    *_ON_THE_LIVE_AIRFLOW,
    _CRASH,
    "tests/sandbox/demo/",
    "tests/sync/",
    "tests/web/",
)
"""Where the longest tests are: begun first, so that no worker is left alone with them at the end."""


_PATIENT = 5
"""How nice a worker is (nice(2)) from its first test on that needs no live Airflow."""

# Deselected anyway: not even read, as Playwright takes a second to import.
collect_ignore = ["browser"] if profiles.is_quick() else []


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # (of a library without types)
    """A worker has a file at a time.

    One worker has all files that share the live Airflow, and one all that fork workers to kill.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith(_ON_THE_LIVE_AIRFLOW):
            return "the live Airflow"
        return _CRASH if file.startswith(_CRASH) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Keep together what shares something that takes long to start."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose and order the tests."""
    if profiles.profile() != "long":
        kept = enough_cases(items, quick=profiles.is_quick())
        known = {id(item) for item in kept}
        config.hook.pytest_deselected(items=[item for item in items if id(item) not in known])
        items[:] = kept
    items.sort(key=lambda item: (not _is_live(item), _place(item.nodeid)))


def pytest_collection_finish() -> None:
    """Collect no garbage among thousands of tests that stay until the end."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let the live Airflow go first: it takes longest, and mostly waits for its own processes."""
    if not _is_live(item) and "PYTEST_XDIST_WORKER" in os.environ and os.nice(0) < _PATIENT:
        os.nice(_PATIENT)


def _is_live(item: pytest.Item) -> bool:
    return item.get_closest_marker("live") is not None


def _place(nodeid: str) -> int:
    matching = (n for n, place in enumerate(_LONGEST_FIRST) if nodeid.startswith(place))
    return next(matching, len(_LONGEST_FIRST))


@pytest.fixture(scope="session")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A live Airflow, the only one of the session (see `tests.live`)."""
    with live.running_airflow(tmp_path_factory.mktemp("airflow")) as demo:
        yield demo


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A real PostgreSQL server; its address."""
    # Not among pytest's own folders: as root, the server runs as another user, and every pytest
    # that starts closes those to others.
    with (
        tempfile.TemporaryDirectory(prefix="corebooks-postgresql-") as folder,
        own_server(Path(folder)) as address,
    ):
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database; every test that asks for it runs on both databases."""
    if request.param == "sqlite":
        opened = database_files.sqlite_database(tmp_path)
    else:
        opened = database_files.postgresql_database(
            request.getfixturevalue("postgresql"), tmp_path.name
        )
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database on SQLite."""
    opened = database_files.sqlite_database(tmp_path)
    yield opened
    database_files.give_back(opened)


@pytest.fixture
def quick_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between attempts a hundredth of the time passes."""
    real = SystemClock.sleep
    monkeypatch.setattr(SystemClock, "sleep", lambda clock, seconds: real(clock, seconds / 100))


@pytest.fixture
def no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """QuickBooks Online is called as fast as a sandbox answers."""
    monkeypatch.setattr(gateway, "shared_limiter", lambda _company: Limiter(BOUNDLESS))
