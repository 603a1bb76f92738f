"""Why a customer or vendor can't be matched or created, and what a bookkeeper can do."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from include.books.causes import HoldCause
from include.books.currency import books_currency
from include.books.entries import PartyEntry
from include.books.parties import Party, PartyKind
from include.books.wording import a
from include.sync.post.name_index import Holder, Promised
from include.sync.post.put_on_hold import Choice, HoldReason


def similar_names(party: Party, name: str, candidates: Sequence[PartyEntry]) -> HoldReason:
    """QuickBooks has names that may be meant."""
    return HoldReason(
        f"QuickBooks has no {party.kind} named {name}, but similar names exist: "
        f"{_named(candidates)}.",
        f"Choose the matching {party.kind} under Needs attention, or create a new one. "
        + command(party.key),
        HoldCause.SIMILAR_NAMES,
        _choice(party, candidates),
    )


def match_missing(party: Party, quickbooks_id: str) -> HoldReason:
    """The customer or vendor that a user chose isn't there."""
    return HoldReason(
        f"{party.display_name} was matched to the {party.kind} with the ID {quickbooks_id}, "
        "which QuickBooks doesn't have.",
        f"Choose another {party.kind} under Needs attention, or create a new one. "
        + command(party.key),
        HoldCause.SIMILAR_NAMES,
        Choice(party.key, ()),
    )


def name_taken(party: Party, taken: PartyEntry | Promised) -> HoldReason:
    """Another list has the name, and the workflow has no suffix."""
    kind = taken.kind if isinstance(taken, PartyEntry) else taken.party.kind
    owner = f" (ID {taken.ref.id})" if isinstance(taken, PartyEntry) else ""
    same = taken.display_name == party.display_name
    other = kind is PartyKind.OTHER_NAME
    what = "an entry on its list Other Names" if other else a(kind)
    lists = "employees, and other names" if other else "and employees"
    return HoldReason(
        f"QuickBooks already has {what} named {taken.display_name}{owner}"
        + (". " if same else f", the same name as CORE's {party.display_name}. ")
        + f"Names must be unique across customers, vendors, {lists}.",
        "Rename one, or set a name suffix in the workflow options. Then run again.",
        HoldCause.NAME_IN_USE,
    )


def already_matched(party: Party, entry: PartyEntry, holders: Sequence[Holder]) -> HoldReason:
    """The entry is another one's of CORE's, and no other name tells the two apart."""
    held_by = " and ".join(holder.label for holder in holders)
    return HoldReason(
        f"The {entry.kind} {entry.display_name} in QuickBooks is already matched to CORE {held_by}.",
        f"If {party.display_name} is the same, choose that {entry.kind} under Needs attention. "
        "If not, create a new one. " + command(party.key),
        HoldCause.ALREADY_MATCHED,
        _choice(party, (entry,)),
    )


def no_name(party: Party) -> HoldReason:
    """Every name that would tell it from others is taken too."""
    return HoldReason(
        f"QuickBooks already has {party.display_name}, and every name that would tell the two apart.",
        f"Choose the matching {party.kind} under Needs attention, or rename it in CORE. "
        + command(party.key),
        HoldCause.NAME_IN_USE,
        Choice(party.key, ()),
    )


def inactive(party: Party, entry: PartyEntry) -> HoldReason:
    """The only entry with the name is inactive."""
    return HoldReason(
        f"The {entry.kind} {entry.former_name or entry.display_name} is inactive in QuickBooks.",
        f"Make the {entry.kind} active in QuickBooks, then run again. Or choose another "
        f"{entry.kind} under Needs attention, or create a new one. " + command(party.key),
        HoldCause.INACTIVE,
        Choice(party.key, ()),
    )


def no_letters(party: Party) -> HoldReason:
    """CORE has no name, or QuickBooks keeps no letter of it."""
    what = "name" if party.core_id else "customer name"
    place = f"the {what} in CORE" if party.core_id else "it in CORE or in the workflow options"
    blank = not party.display_name.strip()
    return HoldReason(
        f"CORE has no {'name' if party.core_id else 'address'} for this {party.kind}."
        if blank
        else f"QuickBooks can't keep any letter of the {what} {party.display_name}.",
        f"{'Enter' if blank else 'Change'} {place}, then run again. Or choose {a(party.kind)} under Needs attention. "
        + command(party.key),
        HoldCause.UNUSABLE_NAME,
        Choice(party.key, ()),
    )


def other_currency(party: Party, entry: PartyEntry) -> HoldReason:
    """The entry is paid or billed in another currency."""
    return HoldReason(
        f"The {entry.kind} {entry.display_name} in QuickBooks is in {entry.currency}, but CORE's "
        f"amounts are in {books_currency()}.",
        f"In QuickBooks, create {party.display_name} as {a(entry.kind)} in {books_currency()} under "
        f"another name. Then choose it under Needs attention. " + command(party.key),
        HoldCause.OTHER_CURRENCY_IN_QUICKBOOKS,
        Choice(party.key, ()),
    )


def merged(key: str, name: str, into: PartyEntry) -> HoldReason:
    """The entry was merged into another: its documents have that one now.

    Args:
        key: of CORE's customer or vendor.
        name: the name that QuickBooks had for it.
        into: the entry that it was merged into.
    """
    return HoldReason(
        f"The {into.kind} {name} was merged into {into.display_name} in QuickBooks.",
        f"Select {into.display_name} under Needs attention to use it from now on. " + command(key),
        HoldCause.MERGED,
        Choice(key, ((into.display_name, into.ref.id),)),
    )


def gone(key: str, kind: str, name: str) -> HoldReason:
    """QuickBooks no longer has the entry."""
    return HoldReason(
        f"The {kind} {name} is no longer in QuickBooks.",
        f"Choose another {kind} under Needs attention, or create a new one. " + command(key),
        HoldCause.INACTIVE,
        Choice(key, ()),
    )


def command(key: str) -> str:
    """How the command line matches it."""
    return (
        f"Or use the command line: corebooks match --key {shlex.quote(key)} --to ID, or --to new."
    )


def _choice(party: Party, candidates: Sequence[PartyEntry]) -> Choice:
    return Choice(party.key, tuple((entry.display_name, entry.ref.id) for entry in candidates))


def _named(entries: Sequence[PartyEntry]) -> str:
    return "; ".join(f"{entry.display_name} (ID {entry.ref.id})" for entry in entries)
