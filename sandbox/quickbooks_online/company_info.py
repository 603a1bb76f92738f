"""What a company says of itself: CompanyInfo and Preferences."""

from __future__ import annotations

from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.settings import Settings
from sandbox.quickbooks_online.store import Body


def company_info(company: Company) -> Body:
    """The CompanyInfo entity."""
    name, created = company.store.database.execute(
        "SELECT name, created FROM company WHERE realm = ?", (company.realm,)
    ).fetchone()
    settings = company.settings
    facts = {
        "NeoEnabled": "true",
        "IndustryType": "Offices of Real Estate Agents and Brokers",
        "CompanyType": "LLC",
        "SubscriptionStatus": settings.subscription_status,
        "OfferingSku": settings.offering_sku,
        "PayrollFeature": "false",
        "AccountantFeature": "false",
    }
    return {
        "CompanyName": name,
        "LegalName": f"{name} LLC",
        "CompanyAddr": {"Id": "1", **settings.profile.address},
        "Email": {"Address": "books@willowandpark.example"},
        "CompanyStartDate": company.local(created).date().isoformat(),
        "FiscalYearStartMonth": "January",
        "Country": settings.country_spelling or settings.country,
        "SupportedLanguages": settings.language,
        "NameValue": [{"Name": key, "Value": value} for key, value in facts.items()],
        "domain": "QBO",
        "sparse": False,
        "Id": "1",
        "SyncToken": "0",
        "MetaData": _times(company, created),
    }


def _accounting(settings: Settings) -> Body:
    has_classes = settings.has_classes
    accounting: Body = {
        "FirstMonthOfFiscalYear": "January",
        "UseAccountNumbers": False,
        "TaxYearMonth": "January",
        "ClassTrackingPerTxn": has_classes and settings.class_tracking == "sale",
        "ClassTrackingPerTxnLine": has_classes and settings.class_tracking == "line",
        "TrackDepartments": has_classes,
        "CustomerTerminology": "Customers",
    }
    if settings.book_close_date is not None:
        accounting["BookCloseDate"] = settings.book_close_date.isoformat()
    return accounting


def _warnings(settings: Settings) -> dict[str, str]:
    return {
        "WarnDuplicateCheckNumber": "false",
        "WarnDuplicateJournalNumber": str(settings.warn_duplicate_journal_numbers).lower(),
        "VendorAndPurchasesPrefs.UseCustomTxnNumbers": str(
            settings.custom_purchase_numbers
        ).lower(),
    }


def preferences(company: Company) -> Body:
    """The Preferences entity."""
    settings = company.settings
    warnings = _warnings(settings)
    created = company.store.database.execute(
        "SELECT created FROM company WHERE realm = ?", (company.realm,)
    ).fetchone()[0]
    return {
        "AccountingInfoPrefs": _accounting(settings),
        "ProductAndServicesPrefs": {"ForSales": True, "ForPurchase": True},
        "SalesFormsPrefs": {
            "CustomTxnNumbers": settings.custom_txn_numbers,
            "AllowDeposit": False,
            "AllowDiscount": True,
            "AllowServiceDate": True,
            "AllowShipping": False,
            "AutoApplyCredit": settings.auto_apply_credit,
            "DefaultTerms": {"value": "4"},
        },
        "VendorAndPurchasesPrefs": {
            "BillableExpenseTracking": False,
            "TrackingByCustomer": True,
            "UseCustomTxnNumbers": settings.custom_purchase_numbers,
        },
        "TaxPrefs": {
            "UsingSalesTax": settings.sales_tax,
            "PartnerTaxEnabled": settings.sales_tax and settings.country == "US",
        },
        "CurrencyPrefs": {
            "MultiCurrencyEnabled": settings.multicurrency,
            "HomeCurrency": {"value": settings.home},
        },
        "ReportPrefs": {"ReportBasis": "Accrual"},
        "OtherPrefs": {"NameValue": [{"Name": key, "Value": warnings[key]} for key in warnings]},
        "domain": "QBO",
        "sparse": False,
        "Id": "1",
        "SyncToken": "0",
        "MetaData": _times(company, created),
    }


SINGLES = {
    "companyinfo": ("CompanyInfo", company_info),
    "preferences": ("Preferences", preferences),
}
"""Entities of which a company has exactly one, by lower-case name."""


def _times(company: Company, created: float) -> Body:
    moment = company.local(created).isoformat()
    return {"CreateTime": moment, "LastUpdatedTime": moment}
