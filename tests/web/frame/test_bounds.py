"""Forms are read within bounds, whatever the page would do with them."""

from __future__ import annotations

import anyio
import pytest
from fastapi import HTTPException, Request
from fastapi.responses import PlainTextResponse
from starlette.types import Message

from include.web.frame import bounds
from include.web.frame.bounds import MOST_BODY_BYTES, BoundedApp


def forms() -> BoundedApp:
    """Two forms that say how much they read; one has no bound."""
    app = BoundedApp()
    app.unbounded = frozenset({"/raw"})

    async def read(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    async def refused(_request: Request, error: Exception) -> PlainTextResponse:
        assert isinstance(error, HTTPException)
        return PlainTextResponse(str(error.detail), error.status_code)

    app.add_exception_handler(HTTPException, refused)
    app.post("/form")(read)
    app.post("/raw")(read)
    return app


def answered(*parts: bytes | None, path: str = "/form") -> tuple[int, str]:
    """Send a form in parts, None for one that never comes; the status, and what was read."""
    app = forms()

    async def call() -> tuple[int, str]:
        left, sent = list(parts), list[Message]()

        async def receive() -> Message:
            part = left.pop(0) if left else b""
            if part is None:
                await anyio.sleep_forever()
            return {"type": "http.request", "body": part, "more_body": bool(left)}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "root_path": "",
            "query_string": b"",
            "headers": [],
        }
        await app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return sent[0]["status"], body.decode()

    return anyio.run(call)


def test_a_form_of_any_length_that_a_page_has_is_read() -> None:
    assert answered(b"a" * MOST_BODY_BYTES) == (200, str(MOST_BODY_BYTES))
    assert answered(*[b"a" * 1000] * 10) == (200, "10000")


@pytest.mark.parametrize(
    ("parts", "status", "sentence"),
    [
        ((b"a" * MOST_BODY_BYTES, b"a"), 413, "This form is longer than any"),
        ((b"a=%0", b"0"), 422, "couldn't read this address or form"),
        ((b"a=\0",), 422, "couldn't read this address or form"),
        ((b"a", None), 408, "This form didn't arrive in time."),
    ],
)
def test_another_is_answered_with_a_sentence(
    parts: tuple[bytes | None, ...], status: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if None in parts:
        monkeypatch.setattr(bounds, "MOST_BODY_SECONDS", 0.01)
    code, said = answered(*parts)
    assert (code, sentence in said) == (status, True), said


def test_a_path_that_has_bounds_of_its_own_is_left_to_them() -> None:
    assert answered(b"a" * MOST_BODY_BYTES, b"%00", path="/raw") == (200, str(MOST_BODY_BYTES + 3))
