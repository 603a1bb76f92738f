"""Customers and vendors to create or update: one operation each, however many records need it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.books.catalogue import plain
from include.books.documents import Document, fingerprint
from include.books.gateway import Action
from include.books.parties import Party
from include.database.keys.seal import Seal
from include.database.statuses import OperationStatus
from include.database.stored.documents import party_payload, party_to_json
from include.database.tables.entries import PartyLink
from include.database.tables.runs import Operation
from include.sync.decide.record_plan import RecordPlan
from include.sync.operations.chosen_names import is_ours
from include.sync.operations.operations import WAVE_PARTIES, new_operation
from include.sync.run.run import SyncContext

Addressed = Mapping[str, tuple[RecordPlan, Document]]
"""By the key of a customer or vendor: a record's plan, and a document addressed to it."""


def party_operations(
    context: SyncContext, session: Session, addressed: Addressed
) -> list[tuple[RecordPlan, Operation]]:
    """The customers and vendors to create, and those whose name or details changed.

    Args:
        context: the run.
        session: a transaction.
        addressed: who is needed, with the plan and document that need them.

    Returns:
        For each, the plan that needs it, and the operation.
    """
    links = _party_links(context, session, list(addressed))
    sharing = _sharing(context, session, links.values())
    attempts = _attempts(context, session, links, list(addressed))
    needed: dict[str, tuple[RecordPlan, Operation]] = {}
    for key, (plan, document) in addressed.items():
        party, link = document.party, links.get(key)
        found: PartyLink | _Moved | None = link
        if link is not None:
            others = sharing[link.kind, link.quickbooks_id] > 1
            if others and not party.shared:
                continue  # a bookkeeper matched several people to it: its details are none of theirs
            if _is_up_to_date(link, party, context.seal):
                continue
            party = _of_the_firm(party) if party.shared else party
            if party.shared and _has_left(context, link, party, others=others):
                found = _Moved(link)
        needed[key] = plan, _party_operation(context, plan, party, found, attempts.get(key, 0))
    return list(needed.values())


@dataclass(frozen=True, slots=True)
class _Moved:
    """The link of one that gets another customer or vendor."""

    link: PartyLink


def _has_left(context: SyncContext, link: PartyLink, party: Party, *, others: bool) -> bool:
    """Whether a contact belongs to another firm now, whose customer or vendor is to be found.

    The vendor of a firm that only changed its name gets the new one. It stays where other contacts are
    matched to it, or where a bookkeeper named it.
    """
    if plain(link.core_name) == plain(party.display_name):
        return False
    former = dataclasses.replace(party, display_name=link.core_name)
    return others or not is_ours(link.display_name, former, context.gateway.party_name)


def _of_the_firm(party: Party) -> Party:
    """A firm's customer or vendor without what belongs to one of its contacts."""
    return dataclasses.replace(party, given_name="", family_name="", email="")


def _is_up_to_date(link: PartyLink, party: Party, seal: Seal) -> bool:
    """Whether QuickBooks has all of it.

    A payee isn't a 1099 vendor on every transaction; the flag stays where it was set once.
    """
    flagged = dataclasses.replace(party, is_1099=True)
    return link.fingerprint in {
        made(version, seal)
        for version in (party, flagged)
        for made in (party_fingerprint, _whole_fingerprint)
    }


def _party_operation(
    context: SyncContext,
    plan: RecordPlan,
    party: Party,
    found: PartyLink | _Moved | None,
    attempt: int,
) -> Operation:
    link = found if isinstance(found, PartyLink) else None
    revision = found.link.revision if isinstance(found, _Moved) else link.revision if link else 0
    reason = "new in CORE" if found is None else _what_changed(found)
    return new_operation(
        context,
        plan.record,
        key=party.key,
        kind=party.kind,
        action=Action.UPDATE if link else Action.CREATE,
        wave=WAVE_PARTIES,
        base_revision=revision,
        content=party_fingerprint(party, context.seal),
        attempt=attempt,
        payload=party_payload(party, context.seal),
        before={"display_name": link.display_name, "core_name": link.core_name} if link else None,
        total_cents=0,
        reason=reason,
        needs={},
        existing_id=link.quickbooks_id if link else "",
        existing_version=link.version if link else "",
    )


def _what_changed(found: PartyLink | _Moved) -> str:
    if isinstance(found, PartyLink):
        return f"name or details changed in CORE (was {found.display_name})"
    return f"belongs to another firm in CORE (was {found.link.display_name})"


def _attempts(
    context: SyncContext, session: Session, links: Mapping[str, PartyLink], keys: list[str]
) -> dict[str, int]:
    """How often each one was rejected, or written under a match that was removed since."""
    counts: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        for key, status in session.execute(
            select(Operation.document_key, Operation.status).where(
                Operation.company_id == context.company_id,
                Operation.status.in_((OperationStatus.ERROR, OperationStatus.POSTED)),
                Operation.document_key.in_(keys[start : start + 500]),
            )
        ):
            if status == OperationStatus.ERROR or key not in links:
                counts[key] = counts.get(key, 0) + 1
    return counts


def _party_links(context: SyncContext, session: Session, keys: list[str]) -> dict[str, PartyLink]:
    links: dict[str, PartyLink] = {}
    for start in range(0, len(keys), 500):
        rows = session.scalars(
            select(PartyLink).where(
                PartyLink.company_id == context.company_id,
                PartyLink.party_key.in_(keys[start : start + 500]),
            )
        )
        links.update((link.party_key, link) for link in rows)
    return links


def _sharing(
    context: SyncContext, session: Session, links: Iterable[PartyLink]
) -> Counter[tuple[str, str]]:
    """How many of CORE's each customer or vendor is matched to, by kind and QuickBooks ID."""
    counts: Counter[tuple[str, str]] = Counter()
    ids = sorted({link.quickbooks_id for link in links})
    for start in range(0, len(ids), 500):
        rows = session.execute(
            select(PartyLink.kind, PartyLink.quickbooks_id, func.count())
            .where(
                PartyLink.company_id == context.company_id,
                PartyLink.quickbooks_id.in_(ids[start : start + 500]),
            )
            .group_by(PartyLink.kind, PartyLink.quickbooks_id)
        )
        counts.update({(kind, entry_id): number for kind, entry_id, number in rows})
    return counts


def party_fingerprint(party: Party, seal: Seal) -> str:
    """A fingerprint of everything QuickBooks should have of a customer or vendor.

    Fields without a value are left out, so that it doesn't change when new fields are added. A firm's
    has nothing that belongs to one of its contacts.
    """
    return _whole_fingerprint(_of_the_firm(party) if party.shared else party, seal)


def _whole_fingerprint(party: Party, seal: Seal) -> str:
    fields = {
        **party_to_json(dataclasses.replace(party, tax_id=""), seal),
        "tax_id": seal.digest(party.tax_id),
    }
    del fields["print_name"], fields["shared"]  # they follow from the names
    optional = ("tax_id", "suffix_if_taken")
    return fingerprint(
        {name: value for name, value in fields.items() if value or name not in optional}
    )
