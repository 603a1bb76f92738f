"""Records as plain JSON and back: how they are kept in the database and fingerprinted."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Self

from pydantic import AfterValidator, PlainSerializer, TypeAdapter, ValidationError

Moment = Annotated[
    dt.datetime,
    AfterValidator(lambda moment: moment.astimezone(dt.UTC)),
    PlainSerializer(lambda moment: moment.astimezone(dt.UTC).isoformat(), when_used="json"),
]
"""An aware moment, UTC."""


class Jsonable:
    """A frozen dataclass that can be written as JSON-able values and read back the same.

    Amounts stay whole cents, moments are ISO 8601 in UTC, dates are ISO dates.
    """

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """The record as a dict of JSON values; equal records give equal dicts."""
        values: dict[str, Any] = _adapter(type(self)).dump_python(self, mode="json")
        return values

    @classmethod
    def from_json(cls, payload: dict[str, Any]) -> Self:
        """The record that `to_json` wrote.

        Raises:
            pydantic.ValidationError: the payload was not written by this version's `to_json`.
        """
        try:
            record: Self = _adapter(cls).validate_python(payload)
        except ValidationError as error:
            raise _without_values(error) from None
        return record


def _without_values(error: ValidationError) -> ValidationError:
    """The error without what was read: payloads hold tax IDs, and errors end up in logs."""
    details: list[Any] = [{**detail, "input": None} for detail in error.errors(include_url=False)]
    return ValidationError.from_exception_data(error.title, details, hide_input=True)


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(cls: type) -> TypeAdapter[Any]:
    if cls not in _adapters:
        _adapters[cls] = TypeAdapter(cls)
    return _adapters[cls]
