"""What the tax of a document's lines does to the ledger, outside the United States.

The same account of an agency owes the tax that was charged and holds the tax that is claimed back. Tax on
purchases that can't be claimed back is part of what the purchase costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sandbox.accounting.ledger import Posting
from sandbox.quickbooks_online import money
from sandbox.quickbooks_online.entities import tax_lists
from sandbox.quickbooks_online.entities.tax_defaults import code_of, holder_of
from sandbox.quickbooks_online.store import Body
from sandbox.quickbooks_online.tax_amounts import shares

if TYPE_CHECKING:
    from sandbox.quickbooks_online.company import Company

PAYABLE = "GlobalTaxPayable"
"""The sub-type of the accounts that owe tax, one for each agency, in the order of the agencies."""


def postings(company: Company, body: Body, sign: int, *, bought: bool = False) -> Iterator[Posting]:
    """What a document makes the company owe to its tax agencies, or claim back from them.

    Args:
        company: the company.
        body: the document.
        sign: 1 where tax is owed, -1 where it is claimed back or given back.
        bought: whether tax that can't be claimed back is left to the cost's account.
    """
    for line in body.get("TxnTaxDetail", {}).get("TaxLine", ()):
        rate = line["TaxLineDetail"].get("TaxRateRef")
        amount = money.cents(line["Amount"])
        if rate is None or not amount or (bought and not _is_claimed(company, str(rate["value"]))):
            continue
        yield Posting(_account(company, str(rate["value"])), -sign * amount)


def unclaimed(company: Company, body: Body) -> dict[str, int]:
    """Line ID -> cents of tax that are part of the line's cost, as they can't be claimed back."""
    result: dict[str, int] = {}
    if company.settings.country == "US":
        return result
    for tax in body.get("TxnTaxDetail", {}).get("TaxLine", ()):
        rate_id = str(tax["TaxLineDetail"]["TaxRateRef"]["value"])
        if _is_claimed(company, rate_id):
            continue
        bearing = [line for line in body["Line"] if rate_id in _rate_ids(company, line)]
        nets = [line["Amount"] for line in bearing]
        for line, share in zip(bearing, shares(tax["Amount"], nets), strict=True):
            result[line["Id"]] = result.get(line["Id"], 0) + money.cents(share)
    return result


def _rate_ids(company: Company, line: Body) -> list[str]:
    """The rates of what is bought that a kept line bears."""
    holder = holder_of(line)
    id_ = code_of(line[holder]) if holder else ""
    code = company.store.get(company.realm, "TaxCode", id_)
    return [] if code is None else tax_lists.rate_ids(code, "Purchase") or []


def _agency(company: Company, rate_id: str) -> int:
    """The place of a rate's agency among the country's, from 0."""
    return int(tax_lists.rate(company, rate_id).body["AgencyRef"]["value"]) - 1


def _is_claimed(company: Company, rate_id: str) -> bool:
    """Whether the tax of a rate on what is bought is claimed back."""
    country = company.settings.profile
    return list(country.agencies)[_agency(company, rate_id)] not in country.unclaimed


def _account(company: Company, rate_id: str) -> str:
    """The account of the agency that a rate's tax is owed to."""
    found = company.store.find(company.realm, "Account")
    owing = [one.id for one in found if one.body.get("AccountSubType") == PAYABLE]
    return owing[_agency(company, rate_id)]
