"""A mail server and a webhook on this machine: what arrives there did leave."""

from __future__ import annotations

import email
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from sandbox.demo.ports import free_ports


@dataclass
class Mail:
    """What a mail server took.

    Attributes:
        address: of the server, "127.0.0.1:2525".
        refuses: what it answers to a message instead of taking it.
    """

    address: str = ""
    refuses: str = ""
    messages: list[Message] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        if self.refuses:
            return self.refuses
        self.messages.append(email.message_from_bytes(envelope.content))
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.messages]

    def text(self, number: int = -1) -> str:
        """What a message says, as HTML."""
        parts = list(self.messages[number].walk())
        body = parts[-1].get_payload(decode=True)
        assert isinstance(body, bytes)
        return body.decode()


@contextmanager
def mail_server() -> Iterator[Mail]:
    """A mail server that takes everything."""
    mail = Mail()
    (port,) = free_ports(1)
    controller = Controller(mail, hostname="127.0.0.1", port=port)
    controller.start()
    mail.address = f"127.0.0.1:{port}"
    try:
        yield mail
    finally:
        controller.stop()


@dataclass
class Webhook:
    """What a webhook took.

    Attributes:
        address: of the server.
        status: what it answers.
        location: where it sends callers on.
    """

    address: str = ""
    status: int = 200
    location: str = ""
    paths: list[str] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def webhook_server() -> Iterator[Webhook]:
    """A webhook that takes every POST."""
    webhook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            webhook.paths.append(self.path)
            webhook.received.append(json.loads(body))
            self.send_response(webhook.status)
            if webhook.location:
                self.send_header("Location", webhook.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    webhook.address = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield webhook
    finally:
        server.shutdown()
        server.server_close()
