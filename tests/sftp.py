"""A real SFTP server on this machine, in a thread of the tests."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import asyncssh

USER, PASSWORD = "broker", "an sftp of the tests"


class _Server(asyncssh.SSHServer):
    connections: ClassVar[list[asyncssh.SSHServerConnection]] = []

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.connections.append(conn)

    def begin_auth(self, username: str) -> bool:
        return bool(username)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


@dataclass(frozen=True, slots=True)
class SftpServer:
    """A running server that shows one folder as its root."""

    root: Path
    port: int
    key: str
    another_key: str
    loop: asyncio.AbstractEventLoop

    def hang_up(self) -> None:
        """End all connections."""
        for connection in _Server.connections:
            self.loop.call_soon_threadsafe(connection.abort)
        _Server.connections.clear()

    @property
    def as_variable(self) -> str:
        """As Airflow reads the connection from its environment."""
        return self.with_key(self.key)

    def with_key(self, key: str) -> str:
        """The same connection, with another key that the server must have."""
        return json.dumps(
            {
                "conn_type": "sftp",
                "host": "127.0.0.1",
                "port": self.port,
                "login": USER,
                "password": PASSWORD,
                "extra": {"host_key": key},
            }
        )


@contextmanager
def sftp_server(root: Path) -> Iterator[SftpServer]:
    """A server with a folder; ended afterwards."""
    key, other = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=_Server,
            server_host_keys=[key],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(root).encode()),
        )

    acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
    public = [one.export_public_key().decode().strip() for one in (key, other)]
    try:
        yield SftpServer(root, acceptor.get_port(), public[0], public[1], loop)
    finally:
        loop.call_soon_threadsafe(acceptor.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
