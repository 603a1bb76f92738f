"""A consent page as QuickBooks' is: a form with hidden fields and two buttons."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.demo.consent import ConsentFailed, grant

PAGE = b"""<h1>Connect Willow &amp; Park Realty?</h1>
<form method="post" action="/connect/oauth2">
<input type="hidden" name="state" value="s&amp;1"><input type="checkbox" name="remember">
<button name="decision" value="connect">Connect</button>
<button name="decision" value="cancel">Cancel</button></form>"""


class ConsentPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path.startswith("/connect/") else 404)
        self.end_headers()
        self.wfile.write(PAGE if self.path.startswith("/connect/") else b"<h1>Not here</h1>")

    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        agreed = fields == {"state": ["s&1"], "decision": ["connect"]}
        self.send_response(302 if agreed else 400)
        self.send_header("Location", "http://127.0.0.1/callback?code=c1&state=s%261&realmId=91")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base's name)
        del format, args


@pytest.fixture
def page() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), ConsentPage) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_agreeing_leads_back_with_a_code(page: str) -> None:
    answer = parse_qs(urlsplit(grant(f"{page}/connect/oauth2?state=s%261")).query)
    assert answer == {"code": ["c1"], "state": ["s&1"], "realmId": ["91"]}


def test_a_page_that_is_not_there_is_told(page: str) -> None:
    with pytest.raises(ConsentFailed, match="returned 404 instead of redirecting to CoreBooks"):
        grant(f"{page}/elsewhere")
