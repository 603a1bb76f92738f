"""A person's answers put into a profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from include.core_backoffice.mapping.profile import Profile

_OF_PROFILE: Final = {"contents", "brokerage_net"}
_SEPARATOR: Final = ": "


def answer(profile: Profile, setting: str, value: str) -> Profile:
    """The profile with the answer to a question.

    Args:
        profile: as suggested, or answered so far.
        setting: of the question.
        value: of one of its choices.

    Raises:
        ValueError: there is no such setting, or it can't have the value.
    """
    body = profile.model_dump(mode="json")
    name, _, of = setting.partition(_SEPARATOR)
    if setting in _OF_PROFILE:
        body[setting] = value
    elif setting == "dates":
        for table in body["tables"]:
            table["dates"] = value
    elif name == "sign":
        _set_sign(body, of, value)
    elif not _set_word(body, name, of, value):
        raise ValueError(setting)
    return Profile.model_validate(body)


def _rules(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for table in body["tables"]:
        yield from table["items"]


def _set_sign(body: dict[str, Any], header: str, value: str) -> None:
    for rule in _rules(body):
        if rule["amount"] and rule["amount"]["columns"] == [header]:
            rule["sign"] = value


def _set_word(body: dict[str, Any], role: str, word: str, value: str) -> bool:
    """Say what a word means wherever the role has words; an item's kind in the rule that isn't others'."""
    places = list(_places(body, role))
    if role == "item_kind":
        places = [place for place in places if place["words"].get(word) != ""] or places[:1]
    for place in places:
        place["words"][word] = value
    return bool(places)


def _places(body: dict[str, Any], role: str) -> Iterator[dict[str, Any]]:
    match role:
        case "status" | "representing" | "is_credit":
            found = [table["fields"].get(role) for table in body["tables"]]
        case "billing_status":
            found = [table["fields"].get("status") for table in body["tables"]]
        case "side":
            found = [rule["side"] for rule in _rules(body)]
        case "item_kind":
            found = [rule["kind"] for rule in _rules(body)]
        case "payee_type":
            found = [rule["payee"]["kind"] for rule in _rules(body) if rule["payee"]]
        case _:
            found = []
    yield from (place for place in found if isinstance(place, dict))
