"""What the company file and the PC it lies on can be told."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DEFAULT_COMPANY = "Willow & Park Realty"
HOME_CURRENCIES = {
    "US": "US Dollar",
    "CA": "Canadian Dollar",
    "UK": "British Pound Sterling",
    "AU": "Australian Dollar",
}
"""The country of an edition -> the currency of its company files, as QuickBooks names it."""
DEFAULT_PATH = "C:\\Users\\Public\\Documents\\Intuit\\QuickBooks\\Willow & Park Realty.qbw"


class Settings(BaseModel):
    """Every knob; all may be changed while the file is open, and stay in it.

    Those that Intuit documents nowhere are knobs because nobody may depend on them.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    # The company
    company_path: str = DEFAULT_PATH
    """Where the file lies on the PC, as QuickBooks names it to the Web Connector."""
    timezone: str = "America/Los_Angeles"
    closing_date: dt.date | None = None
    closed_period: Literal["refuse", "accept"] = "refuse"
    """What happens to entries on or before the closing date; without a password some are taken."""
    class_tracking: bool = True
    sales_tax: bool = False
    """Whether the company charges sales tax; turning it on makes its lists and its account."""
    sales_tax_rate: str = "8.25"
    """Percent, in the United States; in Canada the rates are those of the file's tax items."""
    items_taxable: bool = True
    """Whether items, customers, and in Canada accounts, that name no sales tax code are taxable."""
    customers_have_codes: bool = False
    """Canada: whether a customer's own tax code goes before the item's."""
    vendors_have_codes: bool = False
    """Canada: whether a vendor's own tax code goes before the account's."""
    amounts_include_tax: bool = False
    """Canada: whether the amounts of a form include tax where the form doesn't say."""
    missing_tax_code: Literal["default", "refuse"] = "default"
    """Canada: what happens to a line without a tax code; Intuit documents it nowhere."""
    tax_rounding: Literal["rate", "line"] = "rate"
    """Canada: whether tax is rounded once for each rate, or on each line; not documented either."""
    line_tax_shown: bool = True
    """Canada: whether the lines of a bill or check show their tax."""
    other_countries_fields: Literal["refuse", "ignore"] = "refuse"
    """What happens to a field that this country's edition doesn't have (530)."""
    multicurrency: bool = False
    """Whether customers, vendors and accounts have currencies; turning it on makes their list."""
    home_currency: str = ""
    """QuickBooks' name of the file's own currency; that of its country if empty."""
    void_word: str = "VOID"
    """How the memo of what is voided begins, before a colon; no public source that was found has the French word."""
    inactive_names: Literal["accept", "refuse"] = "accept"
    """What happens to an entry that an application makes for somebody inactive."""
    billed_lines_linked: bool = True
    """Whether a bill or check names the invoice on which its lines were billed to a customer."""
    merge_changes_entries: bool = True
    """Whether the entries of a name that is merged into another get a new version."""
    bills_due_days: int = 10
    warn_less_than_paid: Literal["unapply", "refuse"] = "unapply"
    """Lowering an invoice or bill below what is paid: payments give way, or it is not saved."""
    links_change_edit_sequence: bool = True
    """Whether applying a payment counts as a new version of the invoice."""
    daylight_offset_wrong: bool = True
    """Whether times in summer carry winter's offset, as QuickBooks writes them."""

    # The product
    product_name: str = "QuickBooks Desktop Enterprise Solutions 24.0"
    major_version: str = "34"
    minor_version: str = "0"
    country: str = "US"
    """The edition's: "CA" has tax codes on every line, sold or bought."""
    newest_qbxml: str = "16.0"
    file_mode: Literal["SingleUser", "MultiUser"] = "SingleUser"

    # Other people
    locked: frozenset[str] = Field(default=frozenset())
    """ListIDs and TxnIDs that somebody has open."""
    read_only: bool = False
    """Whether the user who gave access may not change anything (3260)."""
    recovery_shows: Literal["ids", "object"] = "ids"
    """Whether a write that is asked for again is told with its ids alone, or as it was answered."""
    message_sets_forgotten: bool = False
    """Whether QuickBooks keeps no message sets at all, as in a restored backup."""
    cleared: dict[str, Literal["C", "R"]] = Field(default_factory=dict)
    """TxnID -> R for reconciled, C for matched to the bank's statement."""
    cleared_shown: dict[str, str] = Field(default_factory=lambda: {"R": "Cleared", "C": "Pending"})
    """What stands in a report's column for them: QuickBooks' own wording is written down nowhere."""
    entry_padding: int = 0
    """Characters by which every transaction in an answer is longer: real ones have some 2,200."""
    control_characters: Literal["references", "raw"] = "references"
    """How a control character that somebody pasted into a text comes back in answers."""
    clock_offset_seconds: int = 0
    """Moves the PC's clock: to see days pass without waiting."""

    @property
    def own_currency(self) -> str:
        """The currency of the file's books, as QuickBooks names it."""
        return self.home_currency or HOME_CURRENCIES.get(self.country, HOME_CURRENCIES["US"])

    @property
    def tax_codes(self) -> bool:
        """Whether tax follows from the tax code of each line, as outside the United States."""
        return self.sales_tax and self.country != "US"
