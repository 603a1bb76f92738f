"""A real MariaDB server on this machine, of the Debian package mariadb-server, as a process of the tests."""

from __future__ import annotations

import importlib
import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from airflow.providers.common.sql.hooks.sql import DbApiHook
from airflow.sdk import Connection

from sandbox.demo.ports import free_ports
from tests.databases_read import CONNECTION, Reports

USER, PASSWORD, DATABASE = "corebooks", "reads-only-of-the-tests", "office"
_PATIENCE = 60.0
_PLACES = ("/usr/sbin", "/usr/local/sbin", "/usr/bin")


class MariaDbMissing(Exception):
    """The server, or a driver, isn't installed; the message names it."""


class PyMySqlHook(DbApiHook):
    """A hook with PyMySQL, as anyone writes one; Airflow's own knows two other drivers."""

    conn_name_attr = "mysql_conn_id"
    default_conn_name = "mysql_default"
    conn_type = "mysql"

    def get_conn(self) -> Any:
        """A connection."""
        given = self.connection
        return importlib.import_module("pymysql").connect(
            host=given.host,
            port=given.port,
            user=given.login,
            password=given.password,
            database=given.schema,
        )


def hook_of(driver: str) -> type[DbApiHook]:
    """The hook that connects with a driver: "PyMySQL" or "mysql-connector-python".

    Raises:
        MariaDbMissing: it isn't installed.
    """
    try:
        if driver == "PyMySQL":
            importlib.import_module("pymysql")
            return PyMySqlHook
        importlib.import_module("mysql.connector")
        provider: Any = importlib.import_module("airflow.providers.mysql.hooks.mysql")
    except ImportError as error:
        raise MariaDbMissing(f"{error.name} isn't installed. Run make doors.") from error
    found: type[DbApiHook] = provider.MySqlHook
    return found


class MariaDbReports(Reports):
    """A brokerage's database on the server, written to as its owner."""

    def run(self, sql: str, rows: Any = ()) -> None:
        """Change something, as the brokerage's own program does."""
        connection = _owner(self.address)
        with connection, connection.cursor() as cursor:
            sql = sql.format(moment="DATETIME(6)").replace("?", "%s")
            if rows:
                cursor.executemany(sql, rows)
            else:
                cursor.execute(sql)
            connection.commit()

    def count(self, table: str = "deals") -> int:
        """How many rows a table has."""
        with _owner(self.address) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            return int(cursor.fetchone()[0])


def reports(socket: str, port: int, driver: str) -> MariaDbReports:
    """The database, emptied, and a hook that reaches it with a driver.

    Raises:
        MariaDbMissing: the driver isn't installed.
    """
    hook = hook_of(driver)
    with _owner(socket, "") as connection, connection.cursor() as cursor:
        for statement in (
            f"DROP DATABASE IF EXISTS {DATABASE}",
            f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4",
            # It may do anything: that nothing is changed is CoreBooks' own doing.
            f"GRANT ALL ON *.* TO '{USER}'@'%' IDENTIFIED BY '{PASSWORD}'",
        ):
            cursor.execute(statement)
    extra = {} if driver == "PyMySQL" else {"client": driver}
    known = Connection(
        conn_id=CONNECTION,
        conn_type="mysql",
        host="127.0.0.1",
        port=port,
        login=USER,
        password=PASSWORD,
        schema=DATABASE,
        extra=json.dumps(extra),
    )

    class Known(hook):  # type: ignore[misc, valid-type]  # (a class that is chosen)
        """The hook, whose connection needs no Airflow."""

        @classmethod
        def get_connection(cls, conn_id: str) -> Connection:
            """The connection."""
            assert conn_id == CONNECTION
            return known

    return MariaDbReports(Known(CONNECTION), "mariadb", socket)


@contextmanager
def mariadb_server() -> Iterator[tuple[str, int]]:
    """A server for as long as a block lasts; its socket and its port on 127.0.0.1.

    Raises:
        MariaDbMissing: it isn't installed.
    """
    server, installer = _program("mariadbd"), _program("mariadb-install-db")
    hook_of("PyMySQL")
    # Not among pytest's own folders: as root, the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="corebooks-mariadb-") as name:
        folder = Path(name)
        data, socket = folder / "data", folder / "socket"
        user = "mysql" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        (port,) = free_ports(1)
        own = ("--no-defaults", f"--datadir={data}", f"--user={user}")
        subprocess.run(  # noqa: S603  (of Debian)
            [installer, *own, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            capture_output=True,
        )
        place = (f"--socket={socket}", f"--port={port}", "--bind-address=127.0.0.1")
        quick = ("--innodb-flush-log-at-trx-commit=0", f"--pid-file={folder / 'pid'}")
        log = (folder / "log").open("wb")
        process = subprocess.Popen([server, *own, *place, *quick], stdout=log, stderr=log)  # noqa: S603  (as above)
        try:
            _wait_for(socket, process, folder / "log")
            yield str(socket), port
        finally:
            process.terminate()
            process.wait(30)
            log.close()


def _program(name: str) -> str:
    path = os.pathsep.join((os.environ.get("PATH", ""), *_PLACES))
    found = shutil.which(name, path=path)
    if found is None:
        raise MariaDbMissing(f"{name} isn't installed. Install the Debian package mariadb-server.")
    return found


def _wait_for(socket: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            _owner(str(socket), "").close()
        except Exception:  # noqa: BLE001  (not yet, of whatever kind)
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(log.read_text(errors="replace"))


def _owner(socket: str, database: str = DATABASE) -> Any:
    return importlib.import_module("pymysql").connect(
        unix_socket=socket, user="root", database=database or None, charset="utf8mb4"
    )
