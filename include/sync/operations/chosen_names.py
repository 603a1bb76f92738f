"""The name a customer or vendor gets in QuickBooks, which is unique there over three lists."""

from __future__ import annotations

import re
from collections.abc import Callable

from include.books.catalogue import plain
from include.books.parties import Party
from include.workflows.naming import display_name, told_apart, with_suffix

Spelled = Callable[[str], str]
"""The name as one QuickBooks keeps it, perhaps shorter or in other letters."""

_ADDED = re.compile(r"\([^()]*\)$")
_OWN = re.compile(r"[^\W_]")


def suffixed(party: Party, spelled: Spelled) -> str:
    """The name to use if another list has the own one; empty if the workflow has no suffix."""
    if not party.suffix_if_taken:
        return ""
    return spelled(with_suffix(party.display_name, party.suffix_if_taken))


def with_core_id(party: Party, spelled: Spelled) -> str:
    """The name with CORE's ID, for the second of two with one name; empty if CORE shows no ID.

    A QuickBooks with short names keeps the ID whole and cuts the name.
    """
    if not party.core_id:
        return ""
    name = display_name(party.display_name)
    ending = told_apart("", party.core_id, is_agent=party.is_agent).strip()
    while name and not spelled(with_suffix(name, ending)).endswith(ending):
        name = name[:-1]
    return spelled(told_apart(name, party.core_id, is_agent=party.is_agent)) if name else ""


def is_ours(name: str, party: Party, spelled: Spelled) -> bool:
    """Whether a name in QuickBooks is one that CoreBooks gave, so that it follows CORE's.

    Args:
        name: as QuickBooks has it.
        party: with the name that CORE had when it was given.
        spelled: how this QuickBooks keeps names.
    """
    given = (
        spelled(party.display_name),
        suffixed(party, spelled),
        with_core_id(party, spelled),
    )
    return plain(spelled(name)) in {plain(own) for own in given if own}


def has_letters(party: Party, spelled: Spelled) -> bool:
    """Whether QuickBooks keeps any letter of the name itself, and not only of what is added to it.

    Without, everyone with such a name would be the customer "(agent billing)".
    """
    own = _ADDED.sub("", party.display_name).strip()
    kept = _ADDED.sub("", spelled(party.display_name)).strip()
    return _OWN.search(kept) is not None or (kept != "" and _OWN.search(own) is None)
