"""What QuickBooks says of itself and of the company: host, company, preferences."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body, define
from sandbox.quickbooks_desktop.rules import tax_codes, taxes
from sandbox.quickbooks_desktop.settings import Settings

_OFFERED = ("1.0", "1.1", "2.0", "2.1", "3.0", "4.0", "5.0", "6.0", "7.0", "8.0", "9.0", "10.0")
_LATER = ("11.0", "12.0", "13.0", "14.0", "15.0", "16.0")

define(
    HostQuery="IncludeListMetaData:MetaData IncludeRetElement:s50*",
    MetaData="IncludeMaxCapacity:b!",
    CompanyQuery="IncludeRetElement:s50* OwnerID:guid*",
    PreferencesQuery="IncludeRetElement:s50*",
    HostRet=(
        "ProductName:s255 MajorVersion:s5 MinorVersion:s5 Country:s2 SupportedQBXMLVersion:s10* "
        "IsAutomaticLogin:b QBFileMode:s"
    ),
    CompanyRet=(
        "IsSampleCompany:b CompanyName:s59 LegalCompanyName:s59 Address:Address "
        "AddressBlock:AddressBlock Phone:s51 Email:s1023 FirstMonthFiscalYear:s "
        "FirstMonthIncomeTaxYear:s CompanyType:s255 EIN:s20 TaxForm:s "
        "SubscribedServices:Services AccountantCopy:AccountantCopy DataExtRet:DataExtRet*"
    ),
    Services="Service:Service*",
    Service="Name:s50! Domain:s50! ServiceStatus:s!",
    AccountantCopy="AccountantCopyExists:b!",
    PreferencesRet=(
        "AccountingPreferences:AccountingPreferences FinanceChargePreferences:FinanceCharges "
        "JobsAndEstimatesPreferences:Jobs MultiCurrencyPreferences:Currencies "
        "PurchasesAndVendorsPreferences:Purchases ReportsPreferences:Reports "
        "SalesAndCustomersPreferences:Sales "
        "SalesTaxPreferences:SalesTax TimeTrackingPreferences:TimeTracking "
        "CurrentAppAccessRights:AccessRights"
    ),
    AccountingPreferences=(
        "IsUsingAccountNumbers:b! IsRequiringAccounts:b! IsUsingClassTracking:b! "
        "AssignClassesTo:s IsUsingAuditTrail:b! IsAssigningJournalEntryNumbers:b! ClosingDate:date"
    ),
    FinanceCharges=(
        "AnnualInterestRate:pct MinFinanceCharge:amt GracePeriod:int! "
        "IsAssessingForOverdueCharges:b! CalculateChargesFrom:s! IsMarkedToBePrinted:b!"
    ),
    Jobs="IsUsingEstimates:b! IsUsingProgressInvoicing:b! IsPrintingItemsWithZeroAmounts:b!",
    Currencies="IsMultiCurrencyOn:b HomeCurrencyRef:@64",
    SalesTax=(
        "DefaultItemSalesTaxRef:@31 PaySalesTax:s DefaultTaxableSalesTaxCodeRef:@3 "
        "DefaultNonTaxableSalesTaxCodeRef:@3 IsUsingVendorTaxCode:b IsUsingCustomerTaxCode:b "
        "IsUsingAmountsIncludeTax:b"
    ),
    Purchases="IsUsingInventory:b! DaysBillsAreDue:int! IsAutomaticallyUsingDiscounts:b!",
    Reports="AgingReportBasis:s! SummaryReportBasis:s!",
    Sales="IsTrackingReimbursedExpensesAsIncome:b! IsAutoApplyingPayments:b!",
    TimeTracking="FirstDayOfWeek:s!",
    AccessRights="IsAutomaticLoginAllowed:b! IsPersonalDataAccessAllowed:b!",
)

_STREET = {"Addr1": "410 Willow Street"}
_ADDRESSES = {
    "US": {**_STREET, "City": "Sacramento", "State": "CA", "PostalCode": "95814"},
    "CA": {
        **_STREET,
        "City": "Ottawa",
        "State": "ON",
        "PostalCode": "K1P 5M7",
        "Country": "Canada",
    },
}


def host(books: Books) -> Body:
    """The product and the versions of qbXML it speaks."""
    settings = books.settings
    newest = float(settings.newest_qbxml)
    return {
        "ProductName": settings.product_name,
        "MajorVersion": settings.major_version,
        "MinorVersion": settings.minor_version,
        "Country": settings.country,
        "SupportedQBXMLVersion": [one for one in (*_OFFERED, *_LATER) if float(one) <= newest],
        "IsAutomaticLogin": "false",
        "QBFileMode": settings.file_mode,
    }


def company(books: Books, owners: Sequence[str] = ()) -> Body:
    """The company, with what applications of these owners have stamped into its file."""
    name = str(books.store.fact("company_name"))
    address = _ADDRESSES.get(books.settings.country, _ADDRESSES["US"])
    town = f"{address['City']}, {address['State']} {address['PostalCode']}"
    return {
        "IsSampleCompany": "false",
        "CompanyName": name,
        "LegalCompanyName": f"{name} LLC",
        "Address": address,
        "AddressBlock": {"Addr1": address["Addr1"], "Addr2": town},
        "Email": "books@willowandpark.example",
        "FirstMonthFiscalYear": "January",
        "FirstMonthIncomeTaxYear": "January",
        "CompanyType": "Real Estate Brokerage",
        "TaxForm": "Form1065",
        "SubscribedServices": {
            "Service": [
                {
                    "Name": "QuickBooks Online Banking",
                    "Domain": "banking.qb",
                    "ServiceStatus": "Never",
                }
            ]
        },
        "AccountantCopy": {"AccountantCopyExists": "false"},
        "DataExtRet": _stamped(books, owners),
    }


def _stamped(books: Books, owners: Sequence[str]) -> list[Body]:
    marks = ",".join("?" * len(owners))
    stamped = books.store.database.execute(
        f"SELECT owner, name, value FROM extension WHERE owner IN ({marks}) ORDER BY owner, name",
        tuple(owner.upper() for owner in owners),
    )
    return [
        {
            "OwnerID": owner,
            "DataExtName": extension,
            "DataExtType": "STR255TYPE",
            "DataExtValue": value,
        }
        for owner, extension, value in stamped
    ]


def _accounting(settings: Settings) -> Body:
    accounting: Body = {
        "IsUsingAccountNumbers": "false",
        "IsRequiringAccounts": "true",
        "IsUsingClassTracking": "true" if settings.class_tracking else "false",
        "AssignClassesTo": "None",
        "IsUsingAuditTrail": "true",
        "IsAssigningJournalEntryNumbers": "true",
    }
    if settings.closing_date is not None:
        accounting["ClosingDate"] = settings.closing_date.isoformat()
    return accounting


def _currencies(books: Books) -> Body:
    if not books.settings.multicurrency:
        return {"IsMultiCurrencyOn": "false"}
    home = books.reference(books.named("Currency", books.settings.own_currency))
    return {"IsMultiCurrencyOn": "true", "HomeCurrencyRef": home}


def _sales_tax(books: Books) -> Body | None:
    """None where the company charges none: QuickBooks then leaves the preferences out."""
    if not books.settings.sales_tax:
        return None
    rules = tax_codes if books.settings.tax_codes else taxes
    refs = {
        "DefaultItemSalesTaxRef": books.named("ItemSalesTax", rules.TAX_ITEM),
        "DefaultTaxableSalesTaxCodeRef": books.named("SalesTaxCode", rules.TAXABLE),
        "DefaultNonTaxableSalesTaxCodeRef": books.named("SalesTaxCode", rules.NON_TAXABLE),
    }
    found: Body = {name: books.reference(record) for name, record in refs.items()}
    return found | {"PaySalesTax": "Quarterly", **_tax_habits(books.settings)}


def _tax_habits(settings: Settings) -> Body:
    """What only editions outside the United States have among the preferences of sales tax."""
    if not settings.tax_codes:
        return {}
    habits = {
        "IsUsingVendorTaxCode": settings.vendors_have_codes,
        "IsUsingCustomerTaxCode": settings.customers_have_codes,
        "IsUsingAmountsIncludeTax": settings.amounts_include_tax,
    }
    return {name: "true" if on else "false" for name, on in habits.items()}


def preferences(books: Books) -> Body:
    """The company's preferences."""
    return {
        "AccountingPreferences": _accounting(books.settings),
        "FinanceChargePreferences": {
            "AnnualInterestRate": "0.00",
            "MinFinanceCharge": "0.00",
            "GracePeriod": "0",
            "IsAssessingForOverdueCharges": "false",
            "CalculateChargesFrom": "DueDate",
            "IsMarkedToBePrinted": "false",
        },
        "JobsAndEstimatesPreferences": {
            "IsUsingEstimates": "false",
            "IsUsingProgressInvoicing": "false",
            "IsPrintingItemsWithZeroAmounts": "true",
        },
        "MultiCurrencyPreferences": _currencies(books),
        "SalesTaxPreferences": _sales_tax(books),
        "PurchasesAndVendorsPreferences": {
            "IsUsingInventory": "false",
            "DaysBillsAreDue": str(books.settings.bills_due_days),
            "IsAutomaticallyUsingDiscounts": "false",
        },
        "ReportsPreferences": {
            "AgingReportBasis": "AgeFromDueDate",
            "SummaryReportBasis": "Accrual",
        },
        "SalesAndCustomersPreferences": {
            "IsTrackingReimbursedExpensesAsIncome": "false",
            "IsAutoApplyingPayments": "true",
        },
        "TimeTrackingPreferences": {"FirstDayOfWeek": "Monday"},
        "CurrentAppAccessRights": {
            "IsAutomaticLoginAllowed": "true",
            "IsPersonalDataAccessAllowed": "false",
        },
    }
