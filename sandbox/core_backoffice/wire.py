"""Whole answers sent from below the application."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.types import Send


async def answer_json(
    send: Send, status: int, body: object, headers: Mapping[str, str] | None = None
) -> None:
    """Answer with JSON."""
    await _answer(send, status, json.dumps(body), "application/json", headers or {})


async def answer_html(send: Send, status: int, body: str) -> None:
    """Answer with a page."""
    await _answer(send, status, body, "text/html; charset=utf-8", {})


async def _answer(
    send: Send, status: int, body: str, content_type: str, headers: Mapping[str, str]
) -> None:
    content = body.encode()
    fields = {"content-type": content_type, "content-length": str(len(content)), **headers}
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.lower().encode(), text.encode()) for name, text in fields.items()],
        }
    )
    await send({"type": "http.response.body", "body": content})
