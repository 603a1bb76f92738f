from __future__ import annotations

import http.server
import logging
import threading
from collections.abc import Iterator

import pytest

from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable
from include.core_backoffice.rest.secret import redact
from include.core_backoffice.settings import rest_source
from tests.core_backoffice.fakes import API_KEY, FakeClock


class _Redirecting(http.server.BaseHTTPRequestHandler):
    """Repeats the whole address, key included, in a redirect, as web servers do."""

    def do_GET(self) -> None:
        self.send_response(301)
        self.send_header("Location", f"https://elsewhere.example{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Keep the test's own server quiet."""


@pytest.fixture
def redirecting() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Redirecting)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_redirect_that_repeats_the_key_does_not_bring_it_into_the_log(
    redirecting: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Airflow, once imported, quietens these: the whole of what they would say is looked at.
    for name in ("", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name)
    with (
        rest_source(redirecting, API_KEY, spacing_seconds=0) as source,
        pytest.raises(CoreConnectionProblem),
    ):
        source.check()

    assert "receive_response_headers.complete" in caplog.text
    assert "api_key=***" in caplog.text
    assert API_KEY not in caplog.text


def test_a_server_that_is_not_there_is_for_later_and_names_no_key(
    caplog: pytest.LogCaptureFixture,
) -> None:
    # Airflow, once imported, quietens these: the whole of what they would say is looked at.
    for name in ("", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name)
    with (
        rest_source("http://127.0.0.1:1/api", API_KEY, clock=FakeClock()) as source,
        pytest.raises(CoreUnavailable) as caught,
    ):
        source.check()

    assert API_KEY not in caplog.text + repr(caught.value) + repr(caught.value.__context__)


def test_text_is_redacted_by_value_and_by_place() -> None:
    assert redact("key abc, /x?api_key=abc&y=1 api_key=other", "abc") == (
        "key ***, /x?api_key=***&y=1 api_key=***"
    )
