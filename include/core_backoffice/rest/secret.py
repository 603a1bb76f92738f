"""Keeping the API key, which is in the address of every call to CORE, out of logs and messages."""

from __future__ import annotations

import logging
import re

import httpx

_IN_ADDRESS = re.compile(r"(api_key=)[^&\s'\"<>)\]]*")
_REPLACED = r"\1***"


class KeyedTransport(httpx.BaseTransport):
    """Adds the API key below httpx, whose requests, logs and exceptions thus never hold it."""

    def __init__(self, api_key: str, inner: httpx.BaseTransport) -> None:
        self._api_key = api_key
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request with the key."""
        keyed = httpx.Request(
            request.method,
            request.url.copy_merge_params({"api_key": self._api_key}),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return self._inner.handle_request(keyed)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def redact(text: str, api_key: str) -> str:
    """The text without the key, wherever CORE's answer may have repeated it."""
    return _IN_ADDRESS.sub(_REPLACED, text.replace(api_key, "***") if api_key else text)


class _Redaction(logging.Filter):
    """Takes keys out of what the HTTP library logs at DEBUG, such as the headers of a redirect."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "api_key=" in message:
            record.msg, record.args = _IN_ADDRESS.sub(_REPLACED, message), None
        return True


_redaction = _Redaction()


def redact_http_logs() -> None:
    """Guard the loggers of the HTTP library; safe to do again."""
    for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2"):
        logging.getLogger(name).addFilter(_redaction)
