"""Messages about lists: accounts, products, classes, customers, vendors, terms, methods."""

from __future__ import annotations

from sandbox.quickbooks_desktop.qbxml.parts import (
    CHANGED_LIST,
    LISTED,
    PERSON,
    REACHED,
    list_query,
)
from sandbox.quickbooks_desktop.qbxml.shape import define

_OWNED = "IncludeRetElement:s50* OwnerID:guid*"

_CUSTOMER_BILLED = "BillAddress:Address ShipAddress:Address PrintAs:s41"
_CUSTOMER_TERMS = "CustomerTypeRef:@159 TermsRef:@31 SalesRepRef:@5"
_CUSTOMER_ACCOUNT = (
    "ResaleNumber:s15 AccountNumber:s99 CreditLimit:amt PreferredPaymentMethodRef:@31"
)
_TAXED = "SalesTaxCodeRef:@3 ItemSalesTaxRef:@31"
_CUSTOMER_JOB = (
    "JobStatus:=Awarded/Closed/InProgress/None/NotAwarded/Pending JobStartDate:date "
    "JobProjectedEndDate:date JobEndDate:date JobDesc:s99 JobTypeRef:@159 Notes:s4095"
)
_DELIVERED = (
    "IsStatementWithParent:b DeliveryMethod:=Email/Fax/Print "
    "PreferredDeliveryMethod:=None/Email/Fax/Mail"
)

define(
    CustomerAdd=(
        f"Name:s41! IsActive:b ClassRef:@159 ParentRef:@ CompanyName:s41 {PERSON} "
        f"{_CUSTOMER_BILLED} {REACHED} {_CUSTOMER_TERMS} OpenBalance:amt OpenBalanceDate:date "
        f"{_TAXED} {_CUSTOMER_ACCOUNT} {_CUSTOMER_JOB} {_DELIVERED} ExternalGUID:guid CurrencyRef:@64"
    ),
    CustomerMod=(
        f"{CHANGED_LIST} Name:s41 IsActive:b ClassRef:@159 ParentRef:@ CompanyName:s41 {PERSON} "
        f"{_CUSTOMER_BILLED} {REACHED} {_CUSTOMER_TERMS} {_TAXED} {_CUSTOMER_ACCOUNT} {_CUSTOMER_JOB} "
        f"{_DELIVERED}"
    ),
    CustomerRet=(
        f"{LISTED} Name:s41 FullName:s209 IsActive:b ClassRef:@159 ParentRef:@ Sublevel:int "
        f"CompanyName:s41 {PERSON} BillAddress:Address BillAddressBlock:AddressBlock "
        f"ShipAddress:Address ShipAddressBlock:AddressBlock PrintAs:s41 {REACHED} "
        f"{_CUSTOMER_TERMS} Balance:amt TotalBalance:amt {_TAXED} {_CUSTOMER_ACCOUNT} {_CUSTOMER_JOB} "
        f"{_DELIVERED} ExternalGUID:guid CurrencyRef:@64 DataExtRet:DataExtRet*"
    ),
)

_VENDOR_PAID = "NameOnCheck:s41 AccountNumber:s99 Notes:s4095"
_TAX_AGENCY = (
    "SalesTaxCodeRef:@3 SalesTaxCountry:=Australia/Canada/UK/US IsSalesTaxAgency:b "
    "TaxRegistrationNumber:s30 IsTaxTrackedOnPurchases:b TaxOnPurchasesAccountRef:@159 "
    "IsTaxTrackedOnSales:b TaxOnSalesAccountRef:@159"
)
_VENDOR_TERMS = "VendorTypeRef:@159 TermsRef:@31 CreditLimit:amt VendorTaxIdent:s15"

define(
    VendorAdd=(
        f"Name:s41! IsActive:b ClassRef:@159 CompanyName:s41 {PERSON} VendorAddress:Address "
        f"ShipAddress:Address {REACHED} {_VENDOR_PAID} {_VENDOR_TERMS} IsVendorEligibleFor1099:b "
        f"OpenBalance:amt OpenBalanceDate:date ExternalGUID:guid {_TAX_AGENCY} "
        "PrefillAccountRef:@159* CurrencyRef:@64"
    ),
    VendorMod=(
        f"{CHANGED_LIST} Name:s41 IsActive:b ClassRef:@159 CompanyName:s41 {PERSON} "
        f"VendorAddress:Address ShipAddress:Address {REACHED} {_VENDOR_PAID} {_VENDOR_TERMS} "
        f"IsVendorEligibleFor1099:b {_TAX_AGENCY} PrefillAccountRef:@159*"
    ),
    VendorRet=(
        f"{LISTED} Name:s41 IsActive:b ClassRef:@159 CompanyName:s41 {PERSON} "
        f"VendorAddress:Address VendorAddressBlock:AddressBlock ShipAddress:Address {REACHED} "
        f"{_VENDOR_PAID} {_VENDOR_TERMS} IsVendorEligibleFor1099:b Balance:amt ExternalGUID:guid "
        f"{_TAX_AGENCY} PrefillAccountRef:@159* CurrencyRef:@64 DataExtRet:DataExtRet*"
    ),
    EmployeeRet=f"{LISTED} Name:s41 IsActive:b {PERSON} PrintAs:s41 Phone:s21 Email:s1023",
    OtherNameRet=f"{LISTED} Name:s41 IsActive:b CompanyName:s41 Phone:s21 Email:s1023",
)

_SOLD = "Desc:s4095 ( Price:price! | PricePercent:pct! ) AccountRef:@159"
_SOLD_AND_BOUGHT = (
    "SalesDesc:s4095 SalesPrice:price IncomeAccountRef:@159 {0} PurchaseDesc:s4095 "
    "PurchaseCost:price ExpenseAccountRef:@159 {1} PrefVendorRef:@41"
)

_SIMPLE_ITEM = (
    f"{LISTED} Name:s31 FullName:s159 IsActive:b ParentRef:@ Sublevel:int SalesTaxCodeRef:@3 "
    "SalesOrPurchase:SalesOrPurchase SalesAndPurchase:SalesAndPurchase"
)
_STOCKED_ITEM = (
    f"{LISTED} Name:s31 FullName:s159 IsActive:b ParentRef:@ Sublevel:int SalesTaxCodeRef:@3 "
    "SalesDesc:s4095 SalesPrice:price IncomeAccountRef:@159 COGSAccountRef:@159 AssetAccountRef:@159 "
    "QuantityOnHand:qty"
)

define(
    SalesOrPurchase=_SOLD,
    SalesOrPurchaseMod=f"{_SOLD} ApplyAccountRefToExistingTxns:b",
    SalesAndPurchase=_SOLD_AND_BOUGHT.format("", ""),
    SalesAndPurchaseMod=_SOLD_AND_BOUGHT.format(
        "ApplyIncomeAccountRefToExistingTxns:b", "ApplyExpenseAccountRefToExistingTxns:b"
    ),
    ItemServiceAdd=(
        "Name:s31! IsActive:b ClassRef:@159 ParentRef:@ SalesTaxCodeRef:@3 ( SalesOrPurchase:SalesOrPurchase! | "
        "SalesAndPurchase:SalesAndPurchase! )! ExternalGUID:guid"
    ),
    ItemServiceMod=(
        f"{CHANGED_LIST} Name:s31 IsActive:b ClassRef:@159 ParentRef:@ SalesTaxCodeRef:@3 "
        "( SalesOrPurchaseMod:SalesOrPurchaseMod! | SalesAndPurchaseMod:SalesAndPurchaseMod! )"
    ),
    ItemServiceRet=(
        f"{LISTED} Name:s31 FullName:s159 IsActive:b ClassRef:@159 ParentRef:@ Sublevel:int "
        "SalesTaxCodeRef:@3 SalesOrPurchase:SalesOrPurchase SalesAndPurchase:SalesAndPurchase ExternalGUID:guid"
    ),
    ItemSubtotalRet=f"{LISTED} Name:s31 IsActive:b ItemDesc:s4095",
    ItemPaymentRet=(
        f"{LISTED} Name:s31 IsActive:b ItemDesc:s4095 DepositToAccountRef:@159 PaymentMethodRef:@31"
    ),
    ItemDiscountRet=(
        f"{LISTED} Name:s31 FullName:s159 IsActive:b ParentRef:@ Sublevel:int ItemDesc:s4095 "
        "SalesTaxCodeRef:@3 DiscountRatePercent:pct AccountRef:@159"
    ),
    ItemGroupRet=f"{LISTED} Name:s31 IsActive:b ItemDesc:s4095 IsPrintItemsInGroup:b",
    ItemSalesTaxRet=(f"{LISTED} Name:s31 IsActive:b ItemDesc:s4095 TaxRate:pct TaxVendorRef:@41"),
    ItemSalesTaxGroupRet=(
        f"{LISTED} Name:s31 IsActive:b ItemDesc:s4095 ExternalGUID:guid ItemSalesTaxRef:@31*"
    ),
    ItemOtherChargeRet=_SIMPLE_ITEM,
    ItemNonInventoryRet=_SIMPLE_ITEM,
    ItemInventoryRet=_STOCKED_ITEM,
    ItemInventoryAssemblyRet=_STOCKED_ITEM,
    ItemFixedAssetRet=(
        f"{LISTED} Name:s31 IsActive:b AcquiredAs:=New/Old PurchaseDesc:s4095 PurchaseDate:date "
        "PurchaseCost:price AssetAccountRef:@159"
    ),
    SalesTaxCodeRet=(
        f"{LISTED} Name:s3 IsActive:b IsTaxable:b Desc:s31 ItemPurchaseTaxRef:@31 ItemSalesTaxRef:@31"
    ),
    CurrencyRet=f"{LISTED} Name:s64 IsActive:b CurrencyCode:s3",
    ClassAdd="Name:s31! IsActive:b ParentRef:@",
    ClassMod=f"{CHANGED_LIST} Name:s31 IsActive:b ParentRef:@",
    ClassRet=f"{LISTED} Name:s31 FullName:s159 IsActive:b ParentRef:@ Sublevel:int",
    AccountRet=(
        f"{LISTED} Name:s31 FullName:s159 IsActive:b ParentRef:@ Sublevel:int AccountType:s "
        "SpecialAccountType:s IsTaxAccount:b AccountNumber:s7 BankNumber:s25 Desc:s200 "
        "Balance:amt TotalBalance:amt SalesTaxCodeRef:@3 CashFlowClassification:s CurrencyRef:@64"
    ),
    PaymentMethodRet=f"{LISTED} Name:s31 IsActive:b PaymentMethodType:s",
    StandardTermsRet=(
        f"{LISTED} Name:s31 IsActive:b StdDueDays:int StdDiscountDays:int DiscountPct:pct"
    ),
)

ACCOUNT_TYPES = {
    "Bank": "Bank",
    "Accounts Receivable": "AccountsReceivable",
    "Other Current Asset": "OtherCurrentAsset",
    "Fixed Asset": "FixedAsset",
    "Other Asset": "OtherAsset",
    "Accounts Payable": "AccountsPayable",
    "Credit Card": "CreditCard",
    "Other Current Liability": "OtherCurrentLiability",
    "Long Term Liability": "LongTermLiability",
    "Equity": "Equity",
    "Income": "Income",
    "Cost of Goods Sold": "CostOfGoodsSold",
    "Expense": "Expense",
    "Other Income": "OtherIncome",
    "Other Expense": "OtherExpense",
}
"""Account types as people name them -> as qbXML does."""
METHOD_TYPES = (
    "AmericanExpress",
    "Cash",
    "Check",
    "DebitCard",
    "Discover",
    "ECheck",
    "GiftCard",
    "MasterCard",
    "Other",
    "OtherCreditCard",
    "Visa",
)

define(
    AccountQuery=list_query(f"AccountType:={'/'.join(ACCOUNT_TYPES.values())}/NonPosting*", _OWNED),
    ItemQuery=list_query(tail=_OWNED),
    ItemServiceQuery=list_query("ClassFilter:ListFilter", _OWNED),
    ClassQuery=list_query(),
    SalesTaxCodeQuery=list_query(),
    CurrencyQuery=list_query(),
    CustomerQuery=list_query("ClassFilter:ListFilter", _OWNED),
    VendorQuery=list_query("ClassFilter:ListFilter", _OWNED),
    EmployeeQuery=list_query(tail=_OWNED),
    OtherNameQuery=list_query(tail=_OWNED),
    EntityQuery=list_query(),
    PaymentMethodQuery=list_query(f"PaymentMethodType:={'/'.join(METHOD_TYPES)}*"),
    TermsQuery=list_query(),
    StandardTermsQuery=list_query(),
)
