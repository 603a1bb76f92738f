"""Which templates work in which country and edition: asked of the product, about a sandbox company of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from include.books.countries import COUNTRIES, Country
from include.books.gateway import CompanyFacts, Feature, GatewayUnavailable
from include.books.wording import joined
from include.quickbooks.desktop.gateway import DesktopGateway
from include.quickbooks.desktop.settings import DesktopSettings
from include.workflows.category import Category
from include.workflows.documentation import table
from include.workflows.template import Template, of_category, why_unavailable
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.testing import canadian_file
from sandbox.quickbooks_online.plans import PLANS
from sandbox.quickbooks_online.settings import DEFAULT_COMPANY
from sandbox.quickbooks_online.testing import running_sandbox
from tests.quickbooks.online.books import open_books
from tests.sync.direct_desktop import OWNER, DirectQueue

_CATEGORIES = {
    Category.BROKERAGE_INCOME: "Income via {}",
    Category.AGENT_EXPENSES: "Expenses via {}",
    Category.AGENT_BILLING: "Agent billing",
}
_SKUS = {"Enterprise Suite": "Intuit Enterprise Suite"}
_SHOWN = {**_SKUS, "Ledger": "QuickBooks Ledger"}
"""Subscriptions whose name says too little without the product's."""
_EXPLAINED = (Feature.BILLS, Feature.SALES, Feature.DEPOSIT_TAX)
_WINDOWS = {"product_name": "QuickBooks Desktop Premier 2023"}
_DESKTOP: tuple[tuple[str, dict[str, Any]], ...] = (
    ("US edition", {"sales_tax": True}),
    ("Canadian edition, sales tax on", {"country": "CA", "sales_tax": True}),
    ("Canadian edition, sales tax off", {"country": "CA", "sales_tax": False}),
    ("UK edition", {"country": "UK", **_WINDOWS}),
    ("QuickBooks for Mac", {"product_name": "QuickBooks Mac Plus 2024"}),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """Against what an edition was proven.

    Attributes:
        edition: in which country.
        documentation: what Intuit, or a live answer that somebody recorded, says of it.
        tests: the tests that post to its sandbox company and compare the accounts.
        demo: the command that shows it, ending with CORE and QuickBooks to the cent.
    """

    edition: str
    documentation: str
    tests: tuple[str, ...]
    demo: str


_ANSWERS = "Intuit's API reference, and recorded live answers"
PROOFS = (
    Proof(
        "QuickBooks Online, United States",
        _ANSWERS,
        ("tests/sync/test_worked_examples.py", "tests/sync/test_kinds_of_companies.py"),
        "make demo ONCE=1",
    ),
    *(
        Proof(
            f"QuickBooks Online, {COUNTRIES[code].name.removeprefix('the ')}",
            "Intuit's API reference, and live answers that other developers wrote down",
            ("tests/sync/test_sales_tax.py", "tests/quickbooks/online/test_kept_tax_codes.py"),
            f"make demo ONCE=1 COUNTRY={code}",
        )
        for code in ("CA", "GB", "AU")
    ),
    Proof(
        "QuickBooks Online, each subscription",
        "Intuit's price list, and its list of error codes",
        ("tests/sandbox/quickbooks_online/test_plans.py", "tests/docs/test_supported.py"),
        "make demo ONCE=1 PLAN=simple-start",
    ),
    Proof(
        "QuickBooks Desktop, US edition",
        "Intuit's schema of qbXML 13.0, and its SDK",
        ("tests/quickbooks/desktop/test_schema.py", "tests/sync/test_at_the_pc.py"),
        "make demo ONCE=1 EDITION=desktop",
    ),
    Proof(
        "QuickBooks Desktop, Canadian edition",
        "Intuit's schema of qbXML 13.0, and its SDK",
        (
            "tests/quickbooks/desktop/test_canada.py",
            "tests/sandbox/quickbooks_desktop/test_shapes.py",
            "tests/sync/test_canadian_desktop.py",
        ),
        "make demo ONCE=1 COUNTRY=CA EDITION=desktop",
    ),
)


def parts() -> dict[str, str]:
    """The generated parts of docs/editions.md."""
    return {
        "countries": countries_text(),
        "online": online_text(),
        "desktop": desktop_text(),
        "proofs": proofs_text(),
    }


def countries_text() -> str:
    """What differs between the countries, once sales tax is on in QuickBooks."""
    rows = [
        (
            country.name.removeprefix("the "),
            country.currency,
            country.tax,
            "no code, and no tax on any entry"
            if country.code == "US"
            else "a tax code on every line; QuickBooks adds the tax",
            "yes" if country.code in ("US", "CA") else "no",
        )
        for country in COUNTRIES.values()
    ]
    headers = ("Country", "Home currency", "Tax", "Lines of entries, with sales tax on")
    return table((*headers, "Also QuickBooks Desktop"), rows)


def online_text() -> str:
    """A row for every subscription; countries that are alike share one."""
    rows: list[tuple[str, ...]] = []
    for plan in PLANS:
        alike: dict[tuple[str, ...], list[str]] = {}
        for code in COUNTRIES:
            alike.setdefault(_cells(_online()[code, plan.words]), []).append(code)
        shown = _SHOWN.get(plan.words, plan.words)
        rows += [(shown, ", ".join(codes), *cells) for cells, codes in alike.items()]
    return table(("Subscription", "Countries", *_headers(), "Why not"), rows)


def desktop_text() -> str:
    """A row for every edition of QuickBooks Desktop."""
    rows = [(name, *_cells(_desktop(settings))) for name, settings in _DESKTOP]
    return table(("QuickBooks Desktop", *_headers(), "Why not"), rows)


def proofs_text() -> str:
    """Against what each was proven."""
    rows = [
        (
            proof.edition,
            proof.documentation,
            ", ".join(f"`{path}`" for path in proof.tests),
            f"`{proof.demo}`" if proof.demo else "none",
            "not yet",
        )
        for proof in PROOFS
    ]
    headers = ("Edition", "Schema and documentation", "Sandbox", "Demo", "A live company")
    return table(headers, rows)


def _templates() -> Iterator[Template]:
    for category in Category:
        yield from of_category(category)


def _headers() -> tuple[str, ...]:
    return tuple(_CATEGORIES[one.category].format(one.makes) for one in _templates())


def _cells(found: CompanyFacts | str) -> tuple[str, ...]:
    """Whether each template works, and why not; of a company that can't be connected, why."""
    if isinstance(found, str):
        return (*("no" for _ in _templates()), found)
    reasons = [why_unavailable(one, found) for one in _templates()]
    missing = [feature for feature in _EXPLAINED if feature in found.missing]
    lacks = f"It has {joined([f'no {feature}' for feature in missing])}." if any(reasons) else ""
    classes = "" if Feature.CLASSES not in found.missing else "No classes."
    words = " ".join(part for part in (lacks, classes) if part)
    return (*("no" if why else "yes" for why in reasons), words)


@cache
def _online() -> dict[tuple[str, str], CompanyFacts | str]:
    """By country and subscription: what QuickBooks says of such a company, or why it is refused."""
    return {
        (code, words): found
        for code, country in COUNTRIES.items()
        for words, found in _plans(country)
    }


def _plans(country: Country) -> Iterator[tuple[str, CompanyFacts | str]]:
    with running_sandbox(country=country.code, sales_tax=country.code != "US") as sandbox:
        for plan in PLANS:
            sku = _SKUS.get(plan.words, f"QuickBooks Online {plan.words}")
            sandbox.set(offering_sku=sku)
            try:
                books = open_books(sandbox, currency=country.currency, country=country.code)
                yield plan.words, books.gateway.company()
            except GatewayUnavailable as refused:
                yield plan.words, _sentence(refused)


def _desktop(settings: dict[str, Any]) -> CompanyFacts | str:
    canadian = settings.get("country") == "CA"
    file = canadian_file(**settings) if canadian else CompanyFile(**settings)
    try:
        country = COUNTRIES["CA" if canadian else "US"]
        asked = DesktopSettings("demo", OWNER, country=country.code, currency=country.currency)
        return DesktopGateway(asked, DirectQueue(file)).company()
    except GatewayUnavailable as refused:
        return _sentence(refused)
    finally:
        file.close()


def _sentence(refused: GatewayUnavailable) -> str:
    """The product's own sentence, without the company's name and that nothing happened."""
    said = refused.sentence.replace(DEFAULT_COMPANY, "It")
    return said.removesuffix(" Nothing was changed.")
