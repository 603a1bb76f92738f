"""From records to decided changes: every rule in its order, for all records of a run at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from include.books.catalogue import Catalogue
from include.books.documents import PAYMENTS, Document, fingerprint
from include.books.gateway import CompanyFacts
from include.sync.decide.additions import keep_additions, replaced_entries
from include.sync.decide.booked import leave_booked
from include.sync.decide.compare import compare
from include.sync.decide.decide import Decider
from include.sync.decide.decisions import NOTHING_DECIDED, Decisions
from include.sync.decide.existing_entries import (
    days_to_ask,
    hold_existing,
    numbers_to_ask,
    proposed_entries,
)
from include.sync.decide.facts import Tracked
from include.sync.decide.guards import guard, guard_cleared
from include.sync.decide.paid_by_others import count_payments_of_others, paid_entries
from include.sync.decide.questions import Answers, EntryKey
from include.sync.decide.readiness import is_ready
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.relink import UntrackedEntries, relink
from include.sync.decide.rules import Rules
from include.sync.decide.settled import guard_settled
from include.sync.decide.undo import WriteToUndo, undo
from include.workflows.template import Posting


@dataclass(frozen=True, slots=True)
class Books:
    """What QuickBooks has of the company while deciding.

    Attributes:
        catalogue: its lists.
        facts: the company's own facts.
        answers: what it answered so far to questions that came up.
        untracked: entries with the CoreBooks tag that the database doesn't know.
        party_ids: by the key of a customer or vendor, its ID there, where it is known.
        postings: what templates made of records; deciding again after an answer uses it again.
        decisions: what users decided about entries that QuickBooks had before.
    """

    catalogue: Catalogue
    facts: CompanyFacts
    answers: Answers = field(default_factory=Answers)
    untracked: UntrackedEntries = field(default_factory=dict)
    party_ids: Mapping[str, str] = field(default_factory=dict)
    postings: dict[Hashable, Posting] = field(default_factory=dict)
    decisions: Decisions = NOTHING_DECIDED


def decide_all(
    rules: Rules, plans: Sequence[RecordPlan], rejections: Mapping[str, int], books: Books
) -> None:
    """Decide what every record needs, and add it to the records' plans.

    Args:
        rules: what the run may do.
        plans: the records, with their documents and the entries they have; nothing decided yet.
        rejections: by document key, how often QuickBooks rejected it before.
        books: the company's lists, facts and answers.

    Raises:
        NotAskedYet: QuickBooks must first be asked something; the plans are of no use then.
    """
    decider = Decider(rules, rejections)
    ready = [plan for plan in plans if is_ready(rules, decider, plan)]
    leave_booked(plans, books.decisions)
    for plan in plans:
        plan.missing -= books.decisions.anyway
    _decide_documents(decider, ready)
    relink(rules, plans, books.untracked)
    _guard(rules, plans, books)


def undo_all(
    rules: Rules,
    plans: Mapping[str, tuple[RecordPlan, Sequence[WriteToUndo]]],
    books: Books,
    rejections: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Decide how a run is undone, record by record.

    `rejections` are as for `decide_all`: an undo that QuickBooks rejected may be tried again.

    Raises:
        NotAskedYet: as for `decide_all`.
    """
    for plan, writes in plans.values():
        undo(rules, plan, writes)
        plan.changes = [
            dataclasses.replace(change, attempt=rejections.get(change.key, 0))
            for change in plan.changes
        ]
    _guard(rules, [plan for plan, _ in plans.values()], books)


def _guard(rules: Rules, plans: Sequence[RecordPlan], books: Books) -> None:
    """Hold back, or change, what QuickBooks' own life does not allow; ask what that takes."""
    answers = books.answers
    guard(rules, plans, books.catalogue, books.facts)
    answers.require(
        entries={
            *_existing(plans),
            *replaced_entries(plans),
            *paid_entries(plans),
            *proposed_entries(rules, plans, books.decisions),
        },
        numbers=numbers_to_ask(rules, plans, books.decisions),
        dated=days_to_ask(rules, plans, books.decisions),
    )
    count_payments_of_others(rules, plans, answers, books.catalogue)
    guard_settled(rules, plans, answers)
    guard_cleared(plans, answers)
    hold_existing(rules, plans, books.party_ids, answers, books.decisions)
    keep_additions(rules, plans, answers)


def _existing(plans: Sequence[RecordPlan]) -> Iterator[EntryKey]:
    """The entries that would be updated or voided."""
    for plan in plans:
        for change in plan.changes:
            if change.existing is not None:
                yield change.document.kind, change.existing.id


def _decide_documents(decider: Decider, plans: Sequence[RecordPlan]) -> None:
    wanted: dict[str, tuple[RecordPlan, Document]] = {}
    linked: dict[str, tuple[RecordPlan, Tracked]] = {}
    for plan in plans:
        # A record that is on hold as a whole changes none of its entries.
        if plan.is_on_hold:
            continue
        wanted.update((document.key, (plan, document)) for document in plan.posting.documents)
        keys_on_hold = {hold.document_key for hold in plan.holds}
        linked.update(
            (link.document_key, (plan, link))
            for link in plan.in_quickbooks
            if link.document_key not in keys_on_hold
        )
    verdicts = compare(
        {key: fingerprint(document.content()) for key, (_, document) in wanted.items()},
        {key: link.fingerprint for key, (_, link) in linked.items()},
    )
    # Payments last: whether the entry they pay is re-created must be decided first.
    for key in sorted(verdicts, key=lambda key: _is_payment(wanted.get(key))):
        plan, document = wanted.get(key) or (linked[key][0], None)
        decider.decide(plan, verdicts[key], document, plan.links.get(key))


def _is_payment(wanted: tuple[RecordPlan, Document] | None) -> bool:
    return wanted is not None and wanted[1].kind in PAYMENTS
