"""What the sandbox can be told: at the start, and while it runs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from sandbox.quickbooks_online.countries import COUNTRIES, Country
from sandbox.quickbooks_online.plans import plan_of

DEFAULT_REALM = "9130000000000001"
DEFAULT_COMPANY = "Willow & Park Realty"
READ_WRITE = frozenset({"TRIAL", "TRIALOPTIN", "SUBSCRIBED"})
"""Subscription states in which the books can be changed; in all others they are read-only."""

LASTING = frozenset({"country", "language", "home_currency"})
"""Knobs that the lists of a company follow from its first day on."""

SubscriptionStatus = Literal[
    "TRIAL", "TRIALOPTIN", "SUBSCRIBED", "EXPIRED", "RESTRICTED", "SUSPENDED", "CANCELED"
]


class Settings(BaseModel):
    """Every knob; all may be changed while the sandbox runs (PATCH /sandbox/settings).

    Those that Intuit documents nowhere are knobs because nobody may depend on them.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    # Who may come in
    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-secret"  # noqa: S105  (opens nothing but this sandbox)
    other_clients: dict[str, str] = Field(default_factory=dict)
    """Further apps of the same company: client id -> secret."""
    access_token_seconds: int = 3600
    refresh_token_seconds: int = 8_726_400
    refresh_token_hard_seconds: int = 157_680_000
    authorization_code_seconds: int = 600
    rotation: Literal["every_refresh", "daily", "never"] = "every_refresh"
    rotation_grace_seconds: float = 0
    """How long a rotated refresh token still answers, with the token that replaced it."""

    # How writes are remembered
    requestid_retention_seconds: float | None = None
    """None remembers for ever; zero forgets at once."""
    requestid_repeated: Literal["replay", "refuse"] = "replay"
    """The same request id again: the first answer, or a 600 "Duplicate Request ID"."""
    replay_faults: bool = False
    """Whether the same request id gets the same fault again, instead of a new attempt."""
    requestid_other_body: Literal["replay", "refuse"] = "replay"
    """The same request id with another body: the first answer, or a 6000."""
    cdc_order: Literal["oldest_first", "newest_first"] = "oldest_first"
    """The order of change data capture, among existing objects and among deleted ones."""
    cdc_most: int = Field(default=1000, ge=1)
    """Objects of one answer of change data capture."""
    cdc_singles: Literal["answer", "refuse", "silent"] = "answer"
    """Change data capture of CompanyInfo and Preferences: as of all else, a 4001, or never a word."""
    cdc_tax_lists: Literal["refuse", "answer"] = "refuse"
    """Change data capture of TaxCode, TaxRate and TaxAgency: a 4001 as documented, or as of all else."""
    batch_order: Literal["as_sent", "reversed", "shuffled"] = "as_sent"
    batch_over_30: Literal["refuse", "accept"] = "refuse"
    accept_text_amounts: bool = True
    query_ignores_case: bool = True
    query_order: Literal["descending", "ascending"] = "descending"
    """The order of transactions in a query without ORDERBY."""
    links_bump_sync_token: bool = True
    """Whether applying a payment counts as a new version of the invoice, as live companies show."""
    over_balance: Literal["accept", "refuse"] = "accept"
    """A payment that applies more than is open: the rest stays with the customer, or a 6000."""
    less_than_paid: Literal["unapply", "refuse"] = "unapply"
    """Lowering an invoice or bill below what is paid: payments give way, or a 6000."""
    delete_linked: Literal["unlink", "refuse"] = "unlink"
    """Deleting or voiding an invoice or bill that has payments."""

    # The company
    country: Literal["US", "CA", "GB", "AU"] = "US"
    """Where it is; as its language and home currency, this can change before anything is entered only."""
    country_spelling: str = ""
    """How CompanyInfo spells the country, which is free text; empty for its two letters."""
    language: Literal["en", "fr"] = "en"
    """French gives a company in Canada French names of tax codes, and French words for what is inactive or voided."""
    inactive_word: str = ""
    """What an inactive name gets in parentheses; empty for the language's own: "deleted", in French "supprimé". No public
    source that was found has the French word."""
    voided_word: str = ""
    """How the memo of what is voided begins; empty for the language's own: "Voided", in French "Annulé"; likewise."""
    home_currency: str = Field(default="", pattern="^([A-Z]{3})?$")
    """Empty for the country's own."""
    timezone: str = "America/Los_Angeles"
    book_close_date: dt.date | None = None
    custom_txn_numbers: bool = True
    warn_duplicate_numbers: bool = False
    warn_duplicate_journal_numbers: bool = False
    custom_purchase_numbers: bool = False
    """VendorAndPurchasesPrefs.UseCustomTxnNumbers: without it, a number is unique over all purchases."""
    offering_sku: str = "QuickBooks Online Plus"
    subscription_status: SubscriptionStatus = "SUBSCRIBED"
    bills: bool | None = None
    """Whether the plan has bills; None follows the SKU."""
    classes: bool | None = None
    """Whether the plan has classes and locations; None follows the SKU."""
    sales: bool | None = None
    """Whether the plan has invoices and all other sales forms; None follows the SKU."""
    apps: Literal["answered", "as_planned"] = "answered"
    """Whether the API answers for every plan, or not (403) for those that Intuit lists no apps for."""
    beyond_plan: Literal["refuse", "answer"] = "refuse"
    """A question for bills or classes in a plan without them: a fault, or what there is of them."""
    beyond_plan_code: Literal["5030", "5020"] = "5030"
    """The code of that fault; the second is in Intuit's older list."""
    class_tracking: Literal["line", "sale"] = "line"
    """Whether a class is kept for each line, or for a sale as a whole: then its lines' are lost."""
    latin1_text: bool = False
    """Whether letters that ISO-8859-1 lacks become "?", as a US company may keep its text; all others
    keep UTF-8."""
    multicurrency: bool = False
    currency_required: bool = True
    """With multicurrency, whether a document without CurrencyRef is refused or in the home currency."""
    exchange_rate: Decimal | None = Field(default=None, gt=0)
    """Home units for one of any foreign currency, where a document doesn't say; None for a usual rate of it."""
    sales_tax: bool = False
    """In the US, Automated Sales Tax: a sales line without a tax code, or with TAX, is taxed. Elsewhere
    every line needs a tax code, and has its tax."""
    sales_tax_percent: Decimal = Decimal("8.25")
    sales_tax_always: bool = False
    """Whether lines with NON are taxed too, as where somebody overrides what the line says."""
    tax_rounding: Literal["rate", "line"] = "rate"
    """Whether the tax of each line is rounded, or that of all lines of a rate together; not the US."""
    tax_mode_missing: Literal["refuse", "excluded"] = "refuse"
    """Coded lines without GlobalTaxCalculation: a 6000, as seen live, or TaxExcluded; not the US."""
    tax_code_missing: Literal["refuse", "default"] = "refuse"
    """A line without a code: a 6000, or the code that its product, account or customer has; not the US."""
    no_code_words: Literal["rate", "lines"] = "rate"
    """The sentence of that 6000: the one of today, or an older one of 2016; not the US."""
    tax_override: Literal["kept", "ignored"] = "kept"
    """Amounts of tax that an app sends in TxnTaxDetail: they stand, or QuickBooks computes; not the US."""
    tax_inclusive: Literal["net", "gross"] = "net"
    """What TaxInclusiveAmt does that an app sends: nothing, as seen live, or it decides; not the US."""
    empty_rate_lists: Literal["shown", "left_out"] = "shown"
    """How a tax code that is for one side only has the rates of the other: an empty list, or none."""
    tax_off_codes: Literal["refuse", "ignore"] = "refuse"
    """A line with a tax code where sales tax is off; not the US."""
    auto_apply_credit: bool = False
    """Whether open credits are put on invoices automatically (SalesFormsPrefs.AutoApplyCredit)."""
    inactive_renamed: bool = True
    """Whether a name that is made inactive becomes "NAME (deleted)", in the company's language (`inactive_word`), so that
    it is free again."""

    cleared: dict[str, Literal["C", "R"]] = Field(default_factory=dict)
    """What the bank has settled: "Purchase/12" -> C for matched to its feed, R for reconciled."""
    report_cells: int = Field(default=400_000, ge=4)
    """Cells after which a report ends with a sentence instead of its further rows."""

    # Webhooks
    webhook_address: str = ""
    """Where every write is reported; empty reports nothing."""
    webhook_token: str = ""
    """The verifier token, with which webhooks are signed."""
    webhook_format: Literal["cloudevents", "notifications"] = "cloudevents"
    """The body: CloudEvents, or the `eventNotifications` of before 2026."""

    # How it behaves
    metered_batches: Literal["no", "each", "queries"] = "no"
    """What a batch counts on the meter of reads: nothing, one, or one for each query in it."""
    limits: Literal["published", "none"] = "none"
    time_scale: float = Field(default=1.0, gt=0)
    """How much faster than live the throttles' windows and the latency go: 10 = ten times."""
    limit_jitter_seconds: float = Field(default=0, ge=0)
    """Real seconds by which requests may come too early: on a fast time scale the network's own
    unsteadiness, which does not scale, is a large part of a window."""
    fault_status: Literal[400, 200] = 400
    """The HTTP status of a refused request; both are seen in the field."""
    latency_per_call: float = Field(default=0, ge=0)
    latency_per_item: float = Field(default=0, ge=0)
    throttle_shape: Literal["xml", "json", "lower_case"] = "xml"
    throttle_status: Literal[429, 403] = 429
    retry_after: bool = False
    """Whether a throttled answer says how long to wait; undocumented, seen in the field."""
    clock_offset_seconds: float = 0
    """Moves the sandbox's clock: to see tokens expire and days pass without waiting."""
    seed: int = 20260101

    _changed_at: float = PrivateAttr(default=0.0)

    @property
    def changed_at(self) -> float:
        """When a knob was last turned, as the sandbox's clock shows it; 0 before the first time."""
        return self._changed_at

    def changed(self, at: float) -> Settings:
        """The same knobs, turned at a moment."""
        self._changed_at = at
        return self

    @property
    def profile(self) -> Country:
        """What QuickBooks gives companies of the country."""
        return COUNTRIES[self.country]

    @property
    def home(self) -> str:
        """The home currency."""
        return self.home_currency or self.profile.currency

    @property
    def in_latin1(self) -> bool:
        """Whether text is kept in ISO-8859-1."""
        return self.latin1_text and self.country == "US"

    def named(self, name: str) -> str:
        """A name that QuickBooks gives, in the company's language."""
        return self.profile.french.get(name, name) if self.language == "fr" else name

    @property
    def word_of_inactive(self) -> str:
        """What an inactive name gets in parentheses: "deleted"."""
        return self.inactive_word or ("supprimé" if self.language == "fr" else "deleted")

    @property
    def word_of_voided(self) -> str:
        """How the memo of what was voided begins: "Voided"."""
        return self.voided_word or ("Annulé" if self.language == "fr" else "Voided")

    @property
    def has_bills(self) -> bool:
        """Whether bills, vendor credits and bill payments can be used."""
        if self.bills is not None:
            return self.bills
        return "bills" not in plan_of(self.offering_sku).lacks

    @property
    def has_classes(self) -> bool:
        """Whether classes and locations can be used."""
        if self.classes is not None:
            return self.classes
        return "classes" not in plan_of(self.offering_sku).lacks

    @property
    def has_sales(self) -> bool:
        """Whether invoices, sales receipts, credit memos, and refunds can be used."""
        if self.sales is not None:
            return self.sales
        return "sales" not in plan_of(self.offering_sku).lacks

    @property
    def turns_apps_away(self) -> bool:
        """Whether the plan is one that apps can't be connected to, and the API says so."""
        return self.apps == "as_planned" and not plan_of(self.offering_sku).apps

    def lacks(self, feature: str | None) -> bool:
        """Whether the plan is without a feature; no feature is in every plan."""
        has = {"bills": self.has_bills, "classes": self.has_classes, "sales": self.has_sales}
        return not has.get(feature or "", True)

    @property
    def read_only(self) -> bool:
        """Whether the subscription has ended."""
        return self.subscription_status not in READ_WRITE


class StartSettings(BaseModel):
    """What is fixed when the sandbox starts.

    Attributes:
        data: folder of the SQLite file; None keeps everything in memory.
        browser_address: where browsers find the consent page, if not where the app's calls come in
            ("http://localhost:8091").
        settings: the knobs as they stand at the first start; later ones are kept in the file.
    """

    model_config = ConfigDict(extra="forbid")

    data: Path | None = None
    realm: str = DEFAULT_REALM
    company_name: str = DEFAULT_COMPANY
    browser_address: str = ""
    settings: Settings = Field(default_factory=Settings)
