"""An authorization server on this machine: gives access tokens for a secret, and tells Dovecot whose they are."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

CLIENT, SECRET, SCOPE, REFRESH = "corebooks-app", "a-secret-of-the-tests", "imap.read", "refresh-1"


@dataclass
class TokenServer:
    """What it was asked, and whose its tokens are.

    Attributes:
        address: where it is.
        user: whose mailbox its tokens open.
        forms: what was sent for each token.
        tokens: those that it gave.
        answer: what it answers instead of a token, if anything.
    """

    address: str
    user: str
    forms: list[dict[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    answer: bytes = b""

    def asked(self, form: dict[str, str]) -> tuple[int, bytes]:
        """Answer a request for a token (RFC 6749)."""
        self.forms.append(form)
        if self.answer:
            return 200, self.answer
        grant = form.get("grant_type")
        good = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET) and (
            (grant == "client_credentials" and form.get("scope") == SCOPE)
            or (grant == "refresh_token" and form.get("refresh_token") == REFRESH)
        )
        if not good:
            told = {"error": "invalid_client", "error_description": "The client's secret is wrong."}
            return 401, json.dumps(told).encode()
        self.tokens.append(f"token-{len(self.tokens) + 1}")
        return 200, json.dumps({"access_token": self.tokens[-1], "expires_in": 3600}).encode()

    def told(self, authorization: str) -> bytes:
        """Whose a token is (RFC 7662, as Dovecot asks)."""
        active = authorization.removeprefix("Bearer ") in self.tokens
        return json.dumps({"active": active, "username": self.user} if active else {}).encode()


@contextmanager
def token_server(user: str) -> Iterator[TokenServer]:
    """A server for as long as a block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            given = parse_qs(self.rfile.read(length).decode())
            self._answer(*server.asked({name: values[0] for name, values in given.items()}))

        def do_GET(self) -> None:
            self._answer(200, server.told(self.headers.get("authorization") or ""))

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = TokenServer(f"http://127.0.0.1:{listening.server_address[1]}", user)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join(20)
