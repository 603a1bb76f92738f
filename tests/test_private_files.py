"""What only its owner may read: new files, and those that were open to others until now."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.database.engine import Database
from include.database.migrate import migrate
from include.private_files import close_to_others, private_file, write_private
from sandbox.demo.leftovers import only_demo


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    """A user whose new files everyone can read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that everyone can look into."""
    open_folder = tmp_path / "corebooks"
    open_folder.mkdir(mode=0o755)
    return open_folder


def rights(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


def test_a_file_is_private_from_its_first_byte_and_whole(folder: Path) -> None:
    file = folder / "checkpoint.txt"
    file.write_text("older, and open to everyone")
    write_private(file, b"new")
    assert (file.read_bytes(), rights(file)) == (b"new", "600")
    assert list(folder.iterdir()) == [file]


def test_rights_of_others_are_taken_and_none_are_given(folder: Path) -> None:
    read_only, missing = folder / "read-only", folder / "missing"
    read_only.touch(0o444)
    close_to_others(read_only)
    close_to_others(missing)
    private_file(folder / "created")
    assert (rights(read_only), missing.exists(), rights(folder / "created")) == (
        "400",
        False,
        "600",
    )


def test_a_new_database_is_its_owners_alone(folder: Path) -> None:
    file = folder / "corebooks.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    with database.reading() as session:
        session.connection()
        assert {path.name: rights(path) for path in folder.iterdir()} == {
            "corebooks.db": "600",
            "corebooks.db-wal": "600",
            "corebooks.db-shm": "600",
        }
    assert rights(folder) == "700"
    database.close()


def test_a_database_that_was_open_to_others_is_closed_when_it_is_next_used(folder: Path) -> None:
    names = ("corebooks.db", "corebooks.db-wal", "corebooks.db-shm", "corebooks.db-journal")
    for name in names:
        (folder / name).touch(0o666)
    Database(f"sqlite:///{folder / 'corebooks.db'}").close()
    assert {rights(folder / name) for name in names} == {"600"}
    assert rights(folder) == "700"


def test_a_second_opening_leaves_the_locks_of_the_first(folder: Path) -> None:
    """POSIX ends a process's locks on a file when it closes any descriptor of that file."""
    file = folder / "corebooks.db"
    first = sqlite3.connect(file, isolation_level=None)
    first.execute("BEGIN IMMEDIATE")
    Database(f"sqlite:///{file}").close()
    write = f"import sqlite3; sqlite3.connect({str(file)!r}, timeout=0).execute('BEGIN IMMEDIATE')"
    other = subprocess.run([sys.executable, "-c", write], capture_output=True, check=False)  # noqa: S603  (our own code)
    assert b"database is locked" in other.stderr
    first.close()


def test_a_database_behind_a_link_is_closed_and_one_in_memory_needs_no_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    (folder / "corebooks.db").touch(0o644)
    (folder / "corebooks.db-wal").touch(0o644)
    (folder.parent / "link.db").symlink_to(folder / "corebooks.db")
    for url in (
        "sqlite:///link.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?uri=true",
    ):
        Database(url).close()
    assert {rights(path) for path in folder.iterdir()} == {"600"}
    assert sorted(path.name for path in folder.parent.iterdir()) == ["corebooks", "link.db"]


def test_a_folder_with_other_things_in_it_is_left_unless_it_is_airflows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "airflow.cfg").touch()
    Database(f"sqlite:///{folder / 'corebooks.db'}").close()
    assert (rights(folder), rights(folder / "corebooks.db")) == ("755", "600")
    monkeypatch.setenv("AIRFLOW_HOME", str(folder))
    Database(f"sqlite:///{folder / 'corebooks.db'}").close()
    assert rights(folder) == "700"


def test_the_demo_closes_its_state_with_all_that_is_in_it(folder: Path) -> None:
    (folder / "airflow").mkdir(0o777)
    (folder / "airflow" / "airflow.db").touch(0o666)
    (folder / "elsewhere").symlink_to(folder.parent)
    with only_demo(folder):
        assert rights(folder) == rights(folder / "airflow") == "700"
        assert rights(folder / "airflow" / "airflow.db") == "600"
        assert rights(folder / "demo.lock") == "600"
