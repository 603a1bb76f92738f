"""Tax codes of a lost setup, and which payees charge tax: as the entries' lines have them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from include.books.catalogue import Catalogue, ListKind, ListRef
from include.books.documents import Document
from include.books.entries import Entry
from include.books.sales_tax import TaxSide, side_of
from include.workflows.expenses import ExpenseOptions
from include.workflows.options import WorkflowOptions


@dataclass(frozen=True, slots=True)
class TaxAnswers:
    """What entries tell of sales tax.

    Attributes:
        codes: values of the options with tax codes, by name; nothing where no line has a code.
        charges: by the key of a vendor, whether they charge tax.
    """

    codes: Mapping[str, Any] = field(default_factory=dict)
    charges: Mapping[str, bool] = field(default_factory=dict)


def tax_answers(
    options: WorkflowOptions, pairs: Iterable[tuple[Document, Entry]], catalogue: Catalogue
) -> TaxAnswers:
    """The most used codes of a workflow; of expenses, one for payees with and one for payees without tax.

    Args:
        options: the workflow's, whose codes are sought.
        pairs: documents without codes, with their entries.
        catalogue: the company's lists.
    """
    used: Counter[str] = Counter()
    by_party: dict[str, Counter[str]] = defaultdict(Counter)
    for document, entry in pairs:
        codes = [code for code in entry.tax_codes if code] if side_of(document.kind) else []
        used.update(codes)
        by_party[document.party.key].update(codes)
    refs = [ref for code, _ in used.most_common() if (ref := _ref(catalogue, code))]
    if not refs:
        return TaxAnswers()
    if not isinstance(options, ExpenseOptions):
        return TaxAnswers({"tax_code": refs[0]})
    return _of_payees(refs, by_party, catalogue)


def _of_payees(
    refs: Sequence[ListRef], by_party: Mapping[str, Counter[str]], catalogue: Catalogue
) -> TaxAnswers:
    taxed = [ref for ref in refs if _has_rate(catalogue, ref)]
    untaxed = [ref for ref in refs if ref not in taxed]
    ids = {ref.id for ref in taxed}
    charges = {key: codes.most_common(1)[0][0] in ids for key, codes in by_party.items() if codes}
    names = {"registered_tax_code": taxed, "unregistered_tax_code": untaxed}
    return TaxAnswers({name: found[0] for name, found in names.items() if found}, charges)


def _ref(catalogue: Catalogue, code: str) -> ListRef | None:
    entry = catalogue.by_id(ListKind.TAX_CODE, code)
    return entry.ref if entry is not None and entry.active else None


def _has_rate(catalogue: Catalogue, ref: ListRef) -> bool:
    entry = catalogue.by_id(ref.kind, ref.id)
    return entry is not None and any(TaxSide.PURCHASES.rates(entry) or ())
