"""A person's answers put into a profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from include.core_backoffice.mapping.profile import Profile

_OF_PROFILE: Final = {"contents", "brokerage_net"}
_SEPARATOR: Final = ": "
_OF_RULES: Final = {"sign": ("amount", "sign"), "percent": ("percent", "percent_scale")}
"""Settings of an item's rule: the column that a question names, and what its answer sets."""
_PEOPLE: Final = {"agents": "agent", "vendors": "vendor"}


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
    elif setting == "key":
        _set_key(body, value)
    elif name == "listed":
        _set_listed(body, of, value)
    elif name in _OF_RULES:
        _set_of_rule(body, _OF_RULES[name], of, value)
    elif not _set_word(body, name, of, value):
        raise ValueError(setting)
    return Profile.model_validate(body)


def _rules(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for table in body["tables"]:
        yield from table["items"]


def _set_of_rule(body: dict[str, Any], names: tuple[str, str], header: str, value: str) -> None:
    column, setting = names
    for rule in _rules(body):
        if rule[column] and rule[column]["columns"] == [header]:
            rule[setting] = int(value) if setting == "percent_scale" else value


def _set_key(body: dict[str, Any], header: str) -> None:
    """Say what identifies a transaction; its number is what the key has."""
    for table in body["tables"]:
        if table["of"] == "deals":
            number = table["fields"].get("number")
            if number and number["columns"] == table["key"]:
                number["columns"] = [header]
            table["key"] = [header]


def _set_listed(body: dict[str, Any], sheet: str, value: str) -> None:
    """Say whether a list is of agents or of vendors."""
    if value not in _PEOPLE:
        raise ValueError(value)
    for table in body["tables"]:
        if table["of"] in _PEOPLE and table["sheet"] == sheet:
            table["of"] = value
            table["person"]["kind"] = _PEOPLE[value]


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
        case "status" | "representing" | "is_credit" | "active":
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
