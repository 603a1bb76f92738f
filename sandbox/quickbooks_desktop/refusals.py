"""How QuickBooks says no: the status of one request, or a refusal of the whole message."""

from __future__ import annotations


class Refusal(Exception):
    """One request was not carried out; its response carries this status.

    Codes and sentences as in Intuit's table "status codes in response messages".
    """

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code} {message}")


class RequestProcessorError(Exception):
    """The request processor gave no response at all; the Web Connector hands on the HRESULT."""

    def __init__(self, hresult: str, message: str, reason: str = "") -> None:
        self.hresult = hresult
        self.message = message
        self.reason = reason
        super().__init__(f"{hresult} {message} {reason}".strip())


def malformed(reason: str) -> RequestProcessorError:
    """What QuickBooks says of qbXML that it cannot read; `reason` is for people who look here."""
    return RequestProcessorError(
        "0x80040400",
        "QuickBooks found an error when parsing the provided XML text stream.",
        reason,
    )


_NOT_IN_LIST = (
    "QuickBooks error message: Invalid argument.  The specified record does not exist in the list."
)


def bad_reference(list_name: str, value: str, place: str) -> Refusal:
    """A reference to a list entry that is not there; `place` is "Invoice" or "Invoice line"."""
    sentence = f'There is an invalid reference to QuickBooks {list_name} "{value}" in the {place}.'
    return Refusal(3140, f"{sentence}  {_NOT_IN_LIST}")


def not_found(id_: str) -> Refusal:
    """The object of a change is not there."""
    return Refusal(
        3120, f'Object "{id_}" specified in the request cannot be found.  {_NOT_IN_LIST}'
    )


def invalid_id(field: str, value: str) -> Refusal:
    """Something that cannot be an id."""
    return Refusal(3000, f'The given object ID "{value}" in the field "{field}" is invalid.')


def missing(field: str) -> Refusal:
    """A field that this request needs."""
    return Refusal(3150, f'There is a missing element: "{field}".')


def name_taken(name: str) -> Refusal:
    """Another list entry has the name."""
    return Refusal(3100, f'The name "{name}" of the list element is already in use.')


def stale(sequence: str) -> Refusal:
    """The object has changed since it was read."""
    return Refusal(3200, f'The provided edit sequence "{sequence}" is out-of-date. ')


def not_saved(kind: str, reason: str) -> Refusal:
    """QuickBooks' own rules are against a new or changed object."""
    return Refusal(
        3180, f"There was an error when saving a {kind}.  QuickBooks error message: {reason}"
    )


def not_modified(kind: str, reason: str) -> Refusal:
    """QuickBooks' own rules are against a change."""
    return Refusal(
        3170, f"There was an error when modifying a {kind}.  QuickBooks error message: {reason}"
    )


def not_deleted(id_: str, reason: str) -> Refusal:
    """QuickBooks' own rules are against a deletion."""
    sentence = f'Cannot delete the object specified by the id = "{id_}".'
    return Refusal(3160, f"{sentence}  QuickBooks error message: {reason}")


def invalid_value(field: str, value: str, reason: str) -> Refusal:
    """A field's value breaks a rule."""
    sentence = f'The "{field}" field has an invalid value "{value}".'
    return Refusal(3210, f"{sentence}  QuickBooks error message: {reason}")


def closed(kind: str) -> Refusal:
    """A transaction dated on or before the closing date."""
    return Refusal(
        3171,
        f"An attempt was made to modify a {kind} with a date that is on or before the closing date "
        "of the company.  If you are sure that you want to make this change, please do so within "
        "QuickBooks.",
    )


def in_use(name: str) -> Refusal:
    """Somebody has the object open."""
    return Refusal(
        3175,
        f'There was an error adding, modifying or deleting "{name}" because it is already in use.',
    )


def related_in_use(name: str) -> Refusal:
    """Somebody has an object open that this change would touch as well."""
    return Refusal(3176, f'One of the related objects of "{name}" is already in use.')


def feature_off() -> Refusal:
    """The company does not use the feature."""
    return Refusal(
        3250, "This feature is not enabled or not available in this version of QuickBooks."
    )
