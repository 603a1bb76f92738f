"""The live API's error answers, word for word."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse


class Refused(Exception):
    """The request is answered with an error; the body says why."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.body = body
        super().__init__(f"{status}: {body}")


def key_missing() -> Refused:
    """No `api_key` was sent."""
    return Refused(401, {"error": "api_key is missing", "status": 401})


def key_wrong() -> Refused:
    """The `api_key` is not the account's."""
    return Refused(401, {"error": "Authorization Failed", "status": 401})


def transaction_not_found(id_: str) -> Refused:
    """There is no such transaction, or no more."""
    return Refused(404, {"error": f"transaction {id_} not found", "status": 404})


def contact_not_found(id_: str) -> Refused:
    """There is no such contact."""
    return Refused(404, {"error": f"Contact by {id_} not found", "status": 404})


def user_not_found() -> Refused:
    """There is no such user; the live answer does not say which."""
    return Refused(404, {"error": "ActiveRecord::RecordNotFound", "status": 404})


def participant_not_found(type_: str, id_: str, transaction: str) -> Refused:
    """The person does not take part in the deal; the missing space is the live API's."""
    sentence = f"participant {type_}:{id_} not foundin transaction {transaction}"
    return Refused(404, {"error": sentence, "status": 404})


def webhook_invalid(why: str) -> Refused:
    """A webhook can't be registered as asked."""
    return Refused(422, {"error": why, "status": 422})


def no_such_route() -> Refused:
    """Nothing answers at this address; the status is text here, as live."""
    return Refused(404, {"status": "404", "error": "Not Found"})


async def answer_refused(_request: Request, refused: Exception) -> JSONResponse:
    """Turn a refusal into its answer."""
    if not isinstance(refused, Refused):
        raise refused
    return JSONResponse(refused.body, refused.status)
