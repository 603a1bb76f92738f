"""A company's sales tax, for pages that show how records would post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from include.books.catalogue import Catalogue
from include.books.gateway import CompanyFacts
from include.books.money import Cents
from include.database.engine import Database
from include.database.reads.companies import ConnectedCompany
from include.database.setup.company_facts import known_facts
from include.database.setup.payee_tax import charges_tax
from include.workflows.options import WorkflowOptions
from include.workflows.sales_tax import taxed
from include.workflows.template import Posting


@dataclass(frozen=True, slots=True)
class CompanyTax:
    """What tax codes depend on: the company's facts as they were last read, and who charges tax."""

    facts: CompanyFacts
    charges: Mapping[str, bool] = field(default_factory=dict)

    def on(self, posting: Posting, options: WorkflowOptions, catalogue: Catalogue) -> Posting:
        """The posting with tax codes, as a run would have it."""
        return taxed(posting, options, self.facts, catalogue, self.charges)


NO_TAX = CompanyTax(CompanyFacts("", "", ""))
"""That of a company whose lines need no tax codes."""


def shows_tax(company: ConnectedCompany, taxes: Iterable[Cents]) -> bool:
    """Whether a list has columns of tax: also once tax is turned off, as long as anything in it has tax.

    Args:
        company: whose list.
        taxes: of what is listed.
    """
    return company.uses_tax_codes or any(taxes)


def company_tax(database: Database, company: ConnectedCompany) -> CompanyTax:
    """A company's sales tax, as far as it is known without asking QuickBooks."""
    with database.reading() as session:
        known = known_facts(session, company.id)
        if known is None or not known.tax_codes:
            return NO_TAX
        facts = CompanyFacts(
            company.realm_id,
            company.name,
            known.edition,
            currency=known.currency,
            sales_tax=True,
            country=known.country,
            tax_codes=True,
        )
        return CompanyTax(facts, charges_tax(session, company.id))
