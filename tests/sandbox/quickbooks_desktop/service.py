"""A web service for the Web Connector that says what a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

NAMESPACE = "http://developer.intuit.com/"
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
Arguments = dict[str, str | None]


@dataclass
class Service:
    """Answers by operation; what was called is kept in order."""

    url: str = ""
    requests: list[str] = field(default_factory=list)
    """Message sets that are still to be handed out."""
    responses: list[Arguments] = field(default_factory=list)
    calls: list[tuple[str, Arguments]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    """Operation -> its answer instead: a text, a number, a list, or a function of its arguments."""
    bodies: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    """Operation -> status, content type and body instead of any envelope."""

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _ in self.calls]

    def arguments(self, operation: str) -> list[Arguments]:
        return [given for called, given in self.calls if called == operation]

    def response(self, operation: str, given: Arguments) -> tuple[int, str, bytes]:
        """Status, content type and content."""
        if operation in self.bodies:
            return self.bodies[operation]
        answer = envelope(operation, self.answer(operation, given))
        return 200, "text/xml; charset=utf-8", answer

    def answer(self, operation: str, given: Arguments) -> Any:
        if operation in self.answers:
            answer = self.answers[operation]
            return answer(given) if callable(answer) else answer
        usual: dict[str, Callable[[], Any]] = {
            "serverVersion": lambda: "1.0",
            "clientVersion": lambda: "",
            "authenticate": lambda: ["ticket-1", ""],
            "sendRequestXML": lambda: self.requests.pop(0) if self.requests else "",
            "receiveResponseXML": lambda: 50 if self.requests else 100,
            "getLastError": lambda: "NoOp",
            "connectionError": lambda: "done",
            "closeConnection": lambda: "OK",
        }
        if operation == "receiveResponseXML":
            self.responses.append(given)
        return usual[operation]()


def envelope(operation: str, answer: Any, namespace: str = NAMESPACE) -> bytes:
    """A .NET service's answer."""
    if isinstance(answer, list):
        inner = "".join(f"<string>{escape(one)}</string>" for one in answer)
    else:
        inner = escape(str(answer))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{_SOAP}"><soap:Body>'
        f'<{operation}Response xmlns="{namespace}"><{operation}Result>{inner}</{operation}Result>'
        f"</{operation}Response></soap:Body></soap:Envelope>"
    ).encode()


@contextmanager
def running_service() -> Iterator[Service]:
    """A service on a free port of this machine."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.raw.append(body)
            service.headers.append(dict(self.headers))
            call = etree.fromstring(body).find(f"{{{_SOAP}}}Body")[0]  # type: ignore[index]
            operation = etree.QName(call).localname
            given = {etree.QName(one).localname: one.text for one in call}
            service.calls.append((operation, given))
            status, kind, content = service.response(operation, given)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Keep the tests' output clean."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, _request: object, _client: object) -> None:
            """A client that has gone away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
