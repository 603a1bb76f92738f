"""Payments that someone entered in QuickBooks count: what they paid isn't paid a second time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from include.books.catalogue import Catalogue
from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, fingerprint
from include.books.entries import Entry, LinkedKind
from include.books.gateway import Action
from include.books.money import Cents, format_money
from include.books.sales_tax import tax_of
from include.sync.decide.changes import Change, Linking
from include.sync.decide.facts import Tracked
from include.sync.decide.questions import Answers, EntryKey
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.rules import Rules
from include.sync.run.mode import Act, RunMode

_WITHOUT_TAX = Catalogue(())
"""The lists of a company whose lines need no tax codes, as far as rates matter."""


def paid_entries(plans: Sequence[RecordPlan]) -> Iterator[EntryKey]:
    """The invoices in QuickBooks that planned payments pay: their balances must be known."""
    for plan in plans:
        for _, invoice in _new_payments(plan):
            yield invoice.kind, invoice.quickbooks_id


def count_payments_of_others(
    rules: Rules,
    plans: Sequence[RecordPlan],
    answers: Answers,
    catalogue: Catalogue = _WITHOUT_TAX,
) -> None:
    """Take payments in QuickBooks as CORE's, or lower CORE's by what was paid there.

    Args:
        rules: whether a payment may be posted beside a credit that closed its invoice.
        plans: the records.
        answers: with the invoices' balances.
        catalogue: the company's lists, with the rates of tax codes.

    Raises:
        NotAskedYet: the payments that others applied must be read first.
    """
    answers.require(
        (DocumentKind.PAYMENT, payment_id)
        for plan in plans
        for payment_id in _unknown_payments(plan, answers, catalogue)
    )
    for plan in plans:
        beside = rules.may(Act.CREATE_BESIDE)
        _Balances(plan, answers, catalogue, beside_credits=beside).apply()


def _new_payments(plan: RecordPlan) -> Iterator[tuple[Change, Tracked]]:
    """New payments, each with the invoice in QuickBooks that it pays."""
    replaced = {
        change.key
        for change in plan.changes
        if change.document.kind not in _PAYMENT
        and (change.action is not Action.UPDATE or change.is_relink)
    }
    for change in plan.changes:
        pays = change.document.pays
        if change.is_new and change.document.kind is DocumentKind.PAYMENT and pays:
            invoice = plan.links.get(pays)
            if invoice is not None and invoice.is_in_quickbooks and pays not in replaced:
                yield change, invoice


_PAYMENT = frozenset({DocumentKind.PAYMENT})


def _applied(document: Document) -> Cents:
    return document.total if document.applied is None else document.applied


def _raised(plan: RecordPlan, key: str, entry: Entry, catalogue: Catalogue) -> Cents:
    """What an update of the invoice in this plan adds to its total with tax, or takes off it."""
    return sum(
        change.document.total + tax_of(change.document, catalogue, change.date) - entry.total
        for change in plan.changes
        if change.key == key and change.action is Action.UPDATE
    )


def _unknown_payments(plan: RecordPlan, answers: Answers, catalogue: Catalogue) -> Iterator[str]:
    """Payments of others on the invoices whose balance is less than what CORE's payments need."""
    ours = {tracked.quickbooks_id for tracked in plan.links.values()}
    for change, invoice in _new_payments(plan):
        entry = answers.entry(invoice.kind, invoice.quickbooks_id)
        if entry is None:
            continue
        still_open = entry.balance + _raised(plan, invoice.document_key, entry, catalogue)
        if still_open < _applied(change.document):
            for linked in entry.linked:
                if linked.kind is LinkedKind.PAYMENT and linked.id not in ours:
                    yield linked.id


class _Balances:
    """One record's invoices, and what is still open on each while its payments are looked at."""

    def __init__(
        self, plan: RecordPlan, answers: Answers, catalogue: Catalogue, *, beside_credits: bool
    ) -> None:
        self._plan = plan
        self._catalogue = catalogue
        self._answers = answers
        self._beside_credits = beside_credits
        self._open: dict[str, Cents] = {}
        self._taken = {tracked.quickbooks_id for tracked in plan.links.values()}

    def apply(self) -> None:
        for change, invoice in list(_new_payments(self._plan)):
            entry = self._answers.entry(invoice.kind, invoice.quickbooks_id)
            if entry is None:
                continue
            key = invoice.document_key
            raised = _raised(self._plan, key, entry, self._catalogue)
            first = entry.balance + self._released(key) + raised
            still_open = self._open.setdefault(key, first)
            needed = _applied(change.document)
            self._open[key] = max(0, still_open - needed)
            if still_open < needed:
                self._paid_elsewhere(change, invoice, entry, still_open)

    def _released(self, key: str) -> Cents:
        """What payments of CoreBooks that this plan voids give back to the invoice."""
        return sum(
            _applied(change.document)
            for change in self._plan.changes
            if change.action is Action.VOID and change.document.pays == key
        )

    def _paid_elsewhere(
        self, change: Change, invoice: Tracked, entry: Entry, still_open: Cents
    ) -> None:
        plan = self._plan
        credited = self._credited(entry, _applied(change.document) - still_open)
        if still_open > 0:
            plan.changes[plan.changes.index(change)] = (
                _beside_credit(change, invoice, still_open, credited)
                if credited
                else _rest(change, invoice, still_open)
            )
            return
        payment = None if credited else self._payment(change, entry)
        what = f"{invoice.kind} {invoice.number} is already paid in QuickBooks"
        is_paid = any(linked.kind is LinkedKind.PAYMENT for linked in entry.linked)
        if payment is not None:
            plan.changes.remove(change)
            self._taken.add(payment.ref.id)
            plan.linkings.append(_as_ours(plan, change, payment, what))
        elif is_paid and not credited:
            plan.changes.remove(change)
            plan.skipped.append(f"{change.document.label}: {what}")
        elif self._beside_credits:
            plan.changes[plan.changes.index(change)] = _as_credit(change, invoice, credited)
        else:
            plan.changes.remove(change)
            _hold_unclear(plan, change, invoice)

    def _credited(self, entry: Entry, short: Cents) -> Cents:
        """How much of what is short was lowered by credits: no money was received for it.

        QuickBooks Online applies a credit by a payment of zero, also automatically.
        """
        others = [linked for linked in entry.linked if linked.id not in self._taken]
        payments = [
            payment
            for linked in others
            if linked.kind is LinkedKind.PAYMENT
            if (payment := self._answers.entry(DocumentKind.PAYMENT, linked.id)) is not None
        ]
        credit = any(linked.kind is LinkedKind.CREDIT for linked in others)
        if not credit and all(payment.total for payment in payments):
            return 0
        return max(0, short - sum(payment.total for payment in payments))

    def _payment(self, change: Change, entry: Entry) -> Entry | None:
        """The payment of someone else that pays the invoice, rather one of the same amount."""
        found = [
            payment
            for linked in entry.linked
            if linked.kind is LinkedKind.PAYMENT and linked.id not in self._taken
            if (payment := self._answers.entry(DocumentKind.PAYMENT, linked.id)) is not None
        ]
        same = [payment for payment in found if payment.total == change.document.total]
        return next(iter((*same, *found)), None)


def _rest(change: Change, invoice: Tracked, still_open: Cents) -> Change:
    """The payment of what is still open; the rest was paid in QuickBooks already."""
    document = change.document
    paid = _applied(document) - still_open
    first, *others = document.lines
    rest = dataclasses.replace(
        document,
        lines=(dataclasses.replace(first, amount=first.amount - paid), *others),
        applied=None if document.applied is None else still_open,
    )
    return dataclasses.replace(
        change,
        document=rest,
        wanted=fingerprint(document.content()),
        reason=f"{change.reason}; {format_money(paid)} of {invoice.kind} {invoice.number} was already "
        "paid in QuickBooks",
    )


def _beside_credit(change: Change, invoice: Tracked, still_open: Cents, credited: Cents) -> Change:
    """The payment that CORE has; what a credit had lowered already stays as the customer's credit."""
    paid = _rest(change, invoice, still_open)
    document = paid.document
    first, *others = document.lines
    whole = dataclasses.replace(
        document,
        lines=(dataclasses.replace(first, amount=first.amount + credited), *others),
        applied=still_open,
    )
    return dataclasses.replace(
        paid,
        document=whole,
        reason=f"{change.reason}; a credit of {format_money(credited)} is applied to {invoice.kind} "
        f"{invoice.number} in QuickBooks, so as much of the payment stays as the customer's credit",
    )


def _as_credit(change: Change, invoice: Tracked, credited: Cents) -> Change:
    """The payment that a user posts although its invoice has no balance: it is the customer's credit."""
    unpaid = credited or _applied(change.document)
    return dataclasses.replace(
        _beside_credit(change, invoice, 0, unpaid),
        reason=f"{change.reason}; {invoice.kind} {invoice.number} has no balance in QuickBooks, so "
        f"{format_money(unpaid)} stays as the customer's credit",
    )


def _as_ours(plan: RecordPlan, change: Change, payment: Entry, reason: str) -> Linking:
    return Linking(
        document=change.document,
        entry=payment,
        reason=reason,
        setup_version=change.setup_version,
        shape_version=plan.shape_version,
        is_foreign=True,
    )


def _hold_unclear(plan: RecordPlan, change: Change, invoice: Tracked) -> None:
    plan.hold(
        change.key,
        HoldCause.SETTLED,
        f"{plan.new_entry(change.document)} wasn't posted, because {invoice.kind} {invoice.number} "
        "has no balance in QuickBooks. A credit may be applied to it.",
        f"Remove the credit in QuickBooks and run again, or select “{RunMode.POST_ANYWAY.button}” to "
        "post the payment as the customer's credit.",
    )
