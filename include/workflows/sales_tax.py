"""Tax codes on the lines of a record's entries, in companies where every line needs one.

Templates know nothing of tax: this is a step after them. QuickBooks adds the tax itself, on top of
amounts without tax. No code is guessed, from a province or from a name: one is chosen per workflow, and
for payees someone says who charges tax. Whoever isn't registered must not: the brokerage would claim a
credit it has no right to.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.causes import HoldCause
from include.books.documents import PAYMENTS, Document, fingerprint
from include.books.gateway import CompanyFacts
from include.books.money import Cents
from include.books.sales_tax import TaxSide, side_of, tax_of
from include.workflows.applied import payments_applied
from include.workflows.expenses import ExpenseOptions
from include.workflows.income import IncomeOptions
from include.workflows.options import WorkflowOptions
from include.workflows.template import OnHold, Posting
from include.workflows.templates.billings_and_payments import BillingsAndPayments

Charges = Mapping[str, bool]
"""Whether a payee charges tax, by the key of their vendor; who is missing isn't decided."""

_CHOOSE = "Choose one in the workflow options, then sync again."


@dataclass(frozen=True, slots=True)
class InBooks:
    """A document as it was posted, whose record hasn't changed since: it keeps its tax.

    A decision, an option, or the company's sales tax may have changed meanwhile. That is for what
    changes from then on. `fingerprint` is of what CORE had, `date` the entry's own.
    """

    document: Document
    fingerprint: str
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class _Code:
    """The code that a document's lines get, and what it is for: "income"."""

    ref: ListRef | None
    used_for: str


def taxed(
    posting: Posting,
    options: WorkflowOptions,
    facts: CompanyFacts,
    catalogue: Catalogue,
    charges: Charges,
    in_books: Mapping[str, InBooks] | None = None,
) -> Posting:
    """The posting with a tax code on every line, or on hold for want of one.

    Where lines need no codes, as everywhere in the United States, it is the posting itself.

    Args:
        posting: what the template made of the record; amounts without tax.
        options: the template's, with the codes that were chosen.
        facts: the company's own.
        catalogue: its lists, tax codes among them.
        charges: which payees charge tax.
        in_books: by document key, what was posted and stays as it is.
    """
    posted = in_books or {}
    if not posting.documents or not (facts.tax_codes or _was_taxed(posted)):
        return posting
    coder = _Coder(posting, options, facts, catalogue, charges, posted)
    documents = [coder.coded(document) for document in posting.documents]
    listed = tuple(document for document in documents if document is not None)
    totals = {one.key: one.total + _tax(one, catalogue, posted) for one in listed}
    applied = payments_applied(listed, totals)
    return dataclasses.replace(
        posting,
        documents=tuple(_payment_in_books(one, posted.get(one.key)) for one in applied),
        on_hold=(*posting.on_hold, *coder.on_hold),
        payees=_payees(posting, options),
    )


def _tax(document: Document, catalogue: Catalogue, posted: Mapping[str, InBooks]) -> Cents:
    """The tax on a document, by the rates of the day that it has in QuickBooks, or will have."""
    known = posted.get(document.key)
    return tax_of(document, catalogue, known.date if known else None)


def _payees(posting: Posting, options: WorkflowOptions) -> dict[str, str]:
    """Who must be decided on, by the key of their vendor."""
    if not isinstance(options, ExpenseOptions):
        return {}
    parties = (document.party for document in posting.documents)
    return {party.key: party.display_name for party in parties}


def with_code(document: Document, code: ListRef | None) -> Document:
    """The document with a tax code on each of its lines; with none, without tax."""
    lines = tuple(dataclasses.replace(line, tax=code) for line in document.lines)
    return dataclasses.replace(document, lines=lines)


class _Coder:
    """Puts codes on a record's documents, and notes what can't have one."""

    def __init__(
        self,
        posting: Posting,
        options: WorkflowOptions,
        facts: CompanyFacts,
        catalogue: Catalogue,
        charges: Charges,
        posted: Mapping[str, InBooks],
    ) -> None:
        self.on_hold: list[OnHold] = []
        self._needless = posting.needless
        self._options = options
        self._facts = facts
        self._catalogue = catalogue
        self._charges = charges
        self._posted = posted

    def coded(self, document: Document) -> Document | None:
        """The document with its code; None if it is on hold alone."""
        side = side_of(document.kind)
        if side is None:
            return document
        if kept := _as_in_books(document, self._posted.get(document.key)):
            return kept
        if not self._facts.tax_codes:
            return document
        return self._newly_coded(document, side)

    def _newly_coded(self, document: Document, side: TaxSide) -> Document | None:
        is_needed = document.key not in self._needless
        if isinstance(self._options, ExpenseOptions) and document.party.key not in self._charges:
            if is_needed:
                self.on_hold.append(_undecided(document, self._facts))
            return None if is_needed else document
        code = self._code(document)
        if code is None:
            return document
        why = self._unusable(code, side)
        # The whole record, once: its other documents wait for the same choice.
        if why is not None and is_needed and why not in self.on_hold:
            self.on_hold.append(why)
        return with_code(document, code.ref)

    def _code(self, document: Document) -> _Code | None:
        match self._options:
            case IncomeOptions():
                return _Code(self._options.tax_code, "income")
            case BillingsAndPayments():
                return _Code(self._options.tax_code, "agent billing")
            case ExpenseOptions():
                name = self._facts.tax_name
                if self._charges[document.party.key]:
                    return _Code(self._options.registered_tax_code, f"payees who charge {name}")
                return _Code(self._options.unregistered_tax_code, f"payees who don't charge {name}")
            case _:
                return None

    def _unusable(self, code: _Code, side: TaxSide) -> OnHold | None:
        """Why a code can't be used, for the whole record; None if it can."""
        if code.ref is None:
            return OnHold(
                "",
                HoldCause.TAX_CODE_NOT_CHOSEN,
                f"{self._facts.name} uses {self._facts.tax_name}, and no tax code is chosen for {code.used_for}. "
                "Nothing was posted.",
                _CHOOSE,
            )
        entry = self._catalogue.by_id(ListKind.TAX_CODE, code.ref.id)
        if entry is not None and entry.active and side.rates(entry) is not None:
            return None
        if entry is None:
            problem = "is no longer in QuickBooks"
        else:
            problem = f"has no rate for {side}" if entry.active else "is inactive in QuickBooks"
        return OnHold(
            "",
            HoldCause.TAX_CODE_UNAVAILABLE,
            f"The tax code for {code.used_for}, {code.ref.name}, {problem}. Nothing was posted.",
            "Choose another tax code in the workflow options, then sync again.",
        )


def _was_taxed(posted: Mapping[str, InBooks]) -> bool:
    """Whether entries bear tax codes, though the company may no longer use them."""
    return any(one.document.is_taxed for one in posted.values())


def _as_in_books(document: Document, posted: InBooks | None) -> Document | None:
    """The document with the codes that it was posted with; None if they don't fit its lines."""
    if posted is None or len(posted.document.lines) != len(document.lines):
        return None
    lines = tuple(
        dataclasses.replace(line, tax=before.tax)
        for line, before in zip(document.lines, posted.document.lines, strict=True)
    )
    return dataclasses.replace(document, lines=lines)


def _payment_in_books(document: Document, posted: InBooks | None) -> Document:
    """A posted payment stays applied as it was: a code's rate may have changed since."""
    if posted is None or document.kind not in PAYMENTS:
        return document
    before = dataclasses.replace(document, applied=posted.document.applied)
    return before if fingerprint(before.content()) == posted.fingerprint else document


def _undecided(document: Document, facts: CompanyFacts) -> OnHold:
    payee = document.party.display_name
    return OnHold(
        document.key,
        HoldCause.TAX_UNDECIDED,
        f"{str(document.kind).capitalize()} {document.number}: it isn't known whether {payee} charges "
        f"{facts.tax_name}, so it has no tax code. It wasn't posted.",
        f"Say whether {payee} charges {facts.tax_name} under Customer and vendor matches, then sync again.",
    )
