"""Serves a directory of recorded API answers, byte for byte, at the routes they were taken from.

Files are named after the resource and what was asked: `users-all.json`, `users-1234.json`,
`transaction_commissions-all.json`, `transaction_participants-contact_1234.json`, `errors-*.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response

DEFAULT_API_KEY = "recorded-key"


class RecordingMissing(LookupError):
    """The directory has no answer for this; record one under that name."""


class Recorded:
    """The recorded answers of a directory."""

    def __init__(self, directory: Path, api_key: str) -> None:
        self.directory = directory
        self.api_key = api_key

    async def answer(self, request: Request, path: str) -> Response:
        """The answer to a GET below /api/v1 or /api/v2."""
        key = request.query_params.get("api_key", "")
        if not key:
            return self._file("errors-api_key_missing_error")
        if key != self.api_key:
            return self._file("errors-api_key_wrong_error")
        name, otherwise, paged = _recording(path)
        later = request.query_params.get("starting_from_id", "0") not in {"", "0"}
        if paged and (later or not (otherwise or self._path(name).exists())):
            return Response(b"[]", media_type="application/json")
        return self._file(name, otherwise)

    def _file(self, name: str, otherwise: str = "") -> Response:
        path = self._path(name)
        if not path.exists() and otherwise:
            path = self._path(otherwise)
        if not path.exists():
            raise RecordingMissing(path.name)
        body = path.read_bytes()
        return Response(body, _status(path.name, body), media_type="application/json")

    def _path(self, name: str) -> Path:
        return self.directory / f"{Path(name).name}.json"


def _recording(path: str) -> tuple[str, str, bool]:
    """The answer's name, the name of the refusal if there is none, and whether it is a page."""
    match path.strip("/").split("/"):
        case [("users" | "contacts" | "transactions") as kind]:
            found = f"{kind}-all", "", True
        case [("users" | "contacts" | "transactions") as kind, id_]:
            found = f"{kind}-{id_}", _NOT_FOUND[kind], False
        case ["users", id_, "billing_items"]:
            found = f"billing_items-{id_}", "", True
        case ["transactions", _, ("commissions" | "participants") as kind]:
            found = f"transaction_{kind}-all", "", False
        case ["transactions", _, "participants", ("users" | "contacts") as kind]:
            found = f"transaction_participants-{kind}", "", False
        case ["transactions", _, "participants", ("users" | "contacts") as kind, id_]:
            one = kind.removesuffix("s")
            missing = f"errors-transaction_{one}_not_found"
            found = f"transaction_participants-{one}_{id_}", missing, False
        case _:
            found = "errors-users_post", "", False
    return found


_NOT_FOUND = {
    "users": "errors-transaction_user_error",
    "contacts": "errors-missing_contact_error",
    "transactions": "errors-transaction_find_error",
}


def create_fixture_app(directory: Path, api_key: str = DEFAULT_API_KEY) -> FastAPI:
    """Serve recorded answers exactly as they are.

    Args:
        directory: where the answers are; it is read at each request.
        api_key: the key that is accepted; other keys get the recorded refusals.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    recorded = Recorded(directory, api_key)
    for version in ("v1", "v2"):
        app.get(f"/api/{version}/{{path:path}}")(recorded.answer)
    return app


def _status(name: str, body: bytes) -> int:
    """An error's status is in its body, sometimes as text; all other answers are 200."""
    return int(json.loads(body)["status"]) if name.startswith("errors-") else 200
