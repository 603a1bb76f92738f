"""Names and document numbers: which ones are taken, and which are given out."""

from __future__ import annotations

from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import PARTIES
from sandbox.quickbooks_online.entities.spec import Spec
from sandbox.quickbooks_online.errors import Refusal
from sandbox.quickbooks_online.store import Body, Record, folded, name_of

_PURCHASES = ("Purchase", "Bill", "VendorCredit", "BillPayment")
_SALES_FORMS = ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt")


def check_name(company: Company, spec: Spec, body: Body, id_: str | None) -> None:
    """Names are unique in their list, those of people over all three lists, inactive ones too.

    Raises:
        Refusal: 6240, the name is taken.
    """
    entities = PARTIES if spec.kind == "party" else (spec.name,)
    name = folded(name_of(body))
    for entity in entities:
        for taken in company.store.find(company.realm, entity, "name = ?", (name,)):
            if (entity, taken.id) != (spec.name, id_):
                raise Refusal("6240", f"The name supplied already exists. : Id={taken.id}")


def number(
    company: Company, spec: Spec, body: Body, before: Record | None, *, doubles_allowed: bool
) -> None:
    """Check the document number, or give one out where QuickBooks numbers by itself.

    Raises:
        Refusal: 6140, the number is taken.
    """
    settings, id_ = company.settings, None if before is None else before.id
    match spec.numbering:
        case "sales" if not settings.custom_txn_numbers:
            _automatic(company, body, before, "sales number")
        case "sales" if settings.warn_duplicate_numbers and not doubles_allowed:
            for form in _SALES_FORMS:
                _single(company, form, body, (spec.name, id_))
        case "purchase" if not doubles_allowed and not settings.custom_purchase_numbers:
            for purchase in _PURCHASES:
                _single(company, purchase, body, (spec.name, id_))
        case "journal":
            if "DocNumber" not in body:
                _automatic(company, body, before, "journal number", start=1)
            elif settings.warn_duplicate_journal_numbers:
                _single(company, spec.name, body, (spec.name, id_))
        case _:
            pass


def _automatic(
    company: Company, body: Body, before: Record | None, sequence: str, start: int = 1001
) -> None:
    """Number what is new; an update that sends a number of its own gets it, as documented."""
    kept = None if before is None else body.get("DocNumber") or before.body.get("DocNumber")
    body["DocNumber"] = kept or str(company.store.next_number(company.realm, sequence, start))


def _single(
    company: Company,
    entity: str,
    body: Body,
    own: tuple[str, str | None],
) -> None:
    wanted = folded(body.get("DocNumber"))
    if wanted is None:
        return
    found = company.store.find(
        company.realm, entity, "number = ? AND status <> 'deleted'", (wanted,)
    )
    for record in found:
        if (entity, record.id) == own:
            continue
        raise Refusal(
            "6140",
            "Duplicate Document Number Error : You must specify a different number. This number "
            f"has already been used. DocNumber={body['DocNumber']} is assigned to "
            f"TxnType={entity} with TxnId={record.id}",
        )
