"""Messages about transactions."""

from __future__ import annotations

from sandbox.quickbooks_desktop.qbxml.parts import (
    CHANGED_TXN,
    DELETABLE,
    LIST_TYPES,
    POSTED,
    VOIDABLE,
    txn_query,
)
from sandbox.quickbooks_desktop.qbxml.shape import define

_SHIPPED = "SalesRepRef:@5 FOB:s13 ShipDate:date"
_SENT = "IsToBePrinted:b IsToBeEmailed:b"
_ITEM = "ItemRef:@ Desc:s4095 Quantity:qty UnitOfMeasure:s31 ( Rate:price! | RatePercent:pct! )"
_SOLD = f"{_ITEM} ClassRef:@159 Amount:amt ServiceDate:date SalesTaxCodeRef:@3"
_MONEY = "CurrencyRef:@64 ExchangeRate:float"

for form in ("Invoice", "SalesReceipt", "CreditMemo"):
    define(
        **{
            f"{form}LineAdd": f"{_SOLD} OverrideItemAccountRef:@159 Other1:s29 Other2:s29",
            f"{form}LineMod": (
                f"TxnLineID:id! {_SOLD} OverrideItemAccountRef:@159 Other1:s29 Other2:s29"
            ),
            f"{form}LineRet": f"TxnLineID:id! {_SOLD} Other1:s29 Other2:s29",
        }
    )


def _billed(customer: str, guid: str, *, pending: str = "IsPending:b") -> str:
    """The head of an invoice or credit memo; `guid` is what only one of Add and Mod has."""
    return (
        f"CustomerRef:@209{customer} ClassRef:@159 ARAccountRef:@159 TemplateRef:@31 TxnDate:date "
        f"RefNumber:s11 BillAddress:Address ShipAddress:Address {pending} PONumber:s25 "
        f"TermsRef:@31 DueDate:date {_SHIPPED} ItemSalesTaxRef:@31 Memo:s4095 {_SENT} "
        f"IsTaxIncluded:b CustomerSalesTaxCodeRef:@3 Other:s29 {guid}"
    )


_HEAD_RET = (
    f"{POSTED} CustomerRef:@209 ClassRef:@159 ARAccountRef:@159 TemplateRef:@31 TxnDate:date "
    "RefNumber:s11 BillAddress:Address BillAddressBlock:AddressBlock ShipAddress:Address "
    "ShipAddressBlock:AddressBlock IsPending:b {0} PONumber:s25 TermsRef:@31 DueDate:date "
    f"{_SHIPPED} Subtotal:amt ItemSalesTaxRef:@31 SalesTaxPercentage:pct SalesTaxTotal:amt {{1}} "
    f"{_MONEY} Memo:s4095 {{2}} {_SENT} IsTaxIncluded:b CustomerSalesTaxCodeRef:@3 Other:s29 ExternalGUID:guid LinkedTxn:LinkedTxn*"
)
_INVOICE_ADD = _billed("!", "ExternalGUID:guid", pending="IsPending:b IsFinanceCharge:b")

define(
    InvoiceAdd=f"{_INVOICE_ADD} SetCredit:SetCredit* InvoiceLineAdd:InvoiceLineAdd*",
    InvoiceMod=f"{CHANGED_TXN} {_billed('', '')} SetCredit:SetCredit* InvoiceLineMod:InvoiceLineMod*",
    InvoiceRet=(
        _HEAD_RET.format("IsFinanceCharge:b", "AppliedAmount:amt BalanceRemaining:amt", "IsPaid:b")
        + " InvoiceLineRet:InvoiceLineRet*"
    ),
    InvoiceQuery=txn_query("PaidStatus:=All/PaidOnly/NotPaidOnly", "IncludeLinkedTxns:b"),
    CreditMemoAdd=f"{_billed('!', 'ExternalGUID:guid')} CreditMemoLineAdd:CreditMemoLineAdd+",
    CreditMemoMod=f"{CHANGED_TXN} {_billed('', '')} CreditMemoLineMod:CreditMemoLineMod*",
    CreditMemoRet=(
        _HEAD_RET.format("", "TotalAmount:amt CreditRemaining:amt", "")
        + " CreditMemoLineRet:CreditMemoLineRet*"
    ),
    CreditMemoQuery=txn_query("", "IncludeLinkedTxns:b"),
)

_RECEIPT = (
    "CustomerRef:@209 ClassRef:@159 TemplateRef:@31 TxnDate:date RefNumber:s11 BillAddress:Address "
    "{0} ShipAddress:Address IsPending:b CheckNumber:s25 PaymentMethodRef:@31 DueDate:date "
    "SalesRepRef:@5 ShipDate:date FOB:s13 {1} Memo:s4095 IsToBePrinted:b IsToBeEmailed:b "
    "IsTaxIncluded:b CustomerSalesTaxCodeRef:@3 DepositToAccountRef:@159 Other:s29 {2}"
)

define(
    SalesReceiptAdd=(
        _RECEIPT.format("", "ItemSalesTaxRef:@31", "ExternalGUID:guid")
        + " SalesReceiptLineAdd:SalesReceiptLineAdd+"
    ),
    SalesReceiptMod=(
        f"{CHANGED_TXN} {_RECEIPT.format('', 'ItemSalesTaxRef:@31', '')} SalesReceiptLineMod:SalesReceiptLineMod*"
    ),
    SalesReceiptRet=(
        f"{POSTED} "
        + _RECEIPT.format(
            "BillAddressBlock:AddressBlock",
            "Subtotal:amt ItemSalesTaxRef:@31 SalesTaxPercentage:pct SalesTaxTotal:amt "
            f"TotalAmount:amt {_MONEY}",
            "ExternalGUID:guid",
        )
        + " SalesReceiptLineRet:SalesReceiptLineRet*"
    ),
    SalesReceiptQuery=txn_query(),
)

_RECEIVED = "PaymentMethodRef:@31 Memo:s4095 DepositToAccountRef:@159"
_FROM = "ARAccountRef:@159 TxnDate:date RefNumber:s20 TotalAmount:amt"

define(
    ReceivePaymentAdd=(
        f"CustomerRef:@209! {_FROM} {_RECEIVED} ExternalGUID:guid "
        "( IsAutoApply:b! | AppliedToTxnAdd:AppliedToTxnAdd+ )!"
    ),
    ReceivePaymentMod=(
        f"{CHANGED_TXN} CustomerRef:@209 {_FROM} {_RECEIVED} AppliedToTxnMod:AppliedToTxnMod*"
    ),
    ReceivePaymentRet=(
        f"{POSTED} CustomerRef:@209 {_FROM} {_MONEY} {_RECEIVED} UnusedPayment:amt UnusedCredits:amt "
        "ExternalGUID:guid AppliedToTxnRet:AppliedToTxnRet*"
    ),
    ReceivePaymentQuery=txn_query(),
)

_DEPOSITED = "PaymentTxnID:id! PaymentTxnLineID:id OverrideMemo:s4095 OverrideCheckNumber:s11"
_DEPOSIT_LINE = "Memo:s4095 CheckNumber:s11 PaymentMethodRef:@31 ClassRef:@159 Amount:amt"

define(
    DepositLineAdd=f"( {_DEPOSITED} | EntityRef:@209 AccountRef:@159! {_DEPOSIT_LINE} )!",
    DepositLineMod=(
        f"TxnLineID:id! ( {_DEPOSITED} | EntityRef:@209 AccountRef:@159 {_DEPOSIT_LINE} )!"
    ),
    DepositLineRet=(
        "TxnType:s TxnID:id TxnLineID:id! PaymentTxnLineID:id EntityRef:@209 AccountRef:@159 "
        f"{_DEPOSIT_LINE}"
    ),
    DepositAdd=(
        "TxnDate:date DepositToAccountRef:@159! Memo:s4095 ExternalGUID:guid "
        "DepositLineAdd:DepositLineAdd*"
    ),
    DepositMod=(
        f"{CHANGED_TXN} TxnDate:date DepositToAccountRef:@159 Memo:s4095 "
        "DepositLineMod:DepositLineMod*"
    ),
    DepositRet=(
        f"{POSTED} TxnDate:date DepositToAccountRef:@159 Memo:s4095 DepositTotal:amt "
        f"{_MONEY} ExternalGUID:guid DepositLineRet:DepositLineRet*"
    ),
    DepositQuery=txn_query(numbered=False),
)

_BILLABLE = "ClassRef:@159 SalesTaxCodeRef:@3 BillableStatus:=Billable/NotBillable/HasBeenBilled"
_EXPENSE = f"AccountRef:@159 Amount:amt {{0}} Memo:s4095 CustomerRef:@209 {_BILLABLE}"
_BOUGHT = (
    "ItemRef:@ Desc:s4095 Quantity:qty UnitOfMeasure:s31 Cost:price Amount:amt {0} CustomerRef:@209 "
    f"{_BILLABLE}"
)
_TAXED = "IsTaxIncluded:b SalesTaxCodeRef:@3"
"""Of the Canadian edition only: how the amounts are meant, and the payee's tax code."""
_LINES_ADD = "ExpenseLineAdd:ExpenseLineAdd* ItemLineAdd:ItemLineAdd*"
_LINES_MOD = (
    "ClearExpenseLines:b ExpenseLineMod:ExpenseLineMod* ClearItemLines:b ItemLineMod:ItemLineMod*"
)
_LINES_RET = "ExpenseLineRet:ExpenseLineRet* ItemLineRet:ItemLineRet*"
_TERMS = f"TermsRef:@31 Memo:s4095 {_TAXED}"
_OWED_TO = "VendorRef:@41{0} VendorAddress:Address APAccountRef:@159 TxnDate:date DueDate:date"
_CREDIT = "VendorRef:@41{0} APAccountRef:@159 TxnDate:date"
_LINKS = "ExternalGUID:guid LinkedTxn:LinkedTxn*"

define(
    ExpenseLineAdd=_EXPENSE.format(""),
    ExpenseLineMod=f"TxnLineID:id! {_EXPENSE.format('')}",
    ExpenseLineRet=f"TxnLineID:id! {_EXPENSE.format('TaxAmount:amt')}",
    ItemLineAdd=f"{_BOUGHT.format('')} OverrideItemAccountRef:@159",
    ItemLineMod=f"TxnLineID:id! {_BOUGHT.format('')} OverrideItemAccountRef:@159",
    ItemLineRet=f"TxnLineID:id! {_BOUGHT.format('TaxAmount:amt')}",
    BillAdd=f"{_OWED_TO.format('!')} RefNumber:s20 {_TERMS} ExternalGUID:guid {_LINES_ADD}",
    BillMod=f"{CHANGED_TXN} {_OWED_TO.format('')} RefNumber:s20 {_TERMS} {_LINES_MOD}",
    BillRet=(
        f"{POSTED} {_OWED_TO.format('')} AmountDue:amt {_MONEY} RefNumber:s20 {_TERMS} IsPaid:b {_LINKS} "
        f"{_LINES_RET} OpenAmount:amt"
    ),
    BillQuery=txn_query("PaidStatus:=All/PaidOnly/NotPaidOnly", "IncludeLinkedTxns:b"),
    VendorCreditAdd=f"{_CREDIT.format('!')} RefNumber:s20 Memo:s4095 {_TAXED} ExternalGUID:guid {_LINES_ADD}",
    VendorCreditMod=f"{CHANGED_TXN} {_CREDIT.format('')} RefNumber:s20 Memo:s4095 {_TAXED} {_LINES_MOD}",
    VendorCreditRet=(
        f"{POSTED} {_CREDIT.format('')} CreditAmount:amt {_MONEY} RefNumber:s20 Memo:s4095 {_TAXED} {_LINKS} "
        f"{_LINES_RET} OpenAmount:amt"
    ),
    VendorCreditQuery=txn_query("", "IncludeLinkedTxns:b"),
)

_CHECK = "PayeeEntityRef:@209 RefNumber:s11 TxnDate:date {0} Memo:s4095 Address:Address {1}"
_CARD = f"PayeeEntityRef:@209 TxnDate:date {{0}} RefNumber:s11 Memo:s4095 {_TAXED}"

define(
    CheckAdd=(
        f"AccountRef:@159! {_CHECK.format('', '')} IsToBePrinted:b {_TAXED} ExternalGUID:guid {_LINES_ADD}"
    ),
    CheckMod=f"{CHANGED_TXN} AccountRef:@159 {_CHECK.format('', '')} IsToBePrinted:b {_TAXED} {_LINES_MOD}",
    CheckRet=(
        f"{POSTED} AccountRef:@159 {_CHECK.format(f'Amount:amt {_MONEY}', 'AddressBlock:AddressBlock')} "
        f"IsToBePrinted:b {_TAXED} {_LINKS} {_LINES_RET}"
    ),
    CheckQuery=txn_query("", "IncludeLinkedTxns:b"),
    CreditCardChargeAdd=f"AccountRef:@159! {_CARD.format('')} ExternalGUID:guid {_LINES_ADD}",
    CreditCardChargeMod=f"{CHANGED_TXN} AccountRef:@159 {_CARD.format('')} {_LINES_MOD}",
    CreditCardChargeRet=(
        f"{POSTED} AccountRef:@159 {_CARD.format(f'Amount:amt {_MONEY}')} ExternalGUID:guid {_LINES_RET}"
    ),
    CreditCardChargeQuery=txn_query(),
    BillPaymentCheckAdd=(
        "PayeeEntityRef:@209! APAccountRef:@159 TxnDate:date BankAccountRef:@159! "
        "( IsToBePrinted:b! | RefNumber:s11! )! Memo:s4095 ExternalGUID:guid "
        "AppliedToTxnAdd:AppliedToTxnAdd+"
    ),
    BillPaymentCheckMod=(
        f"{CHANGED_TXN} TxnDate:date BankAccountRef:@159 Amount:amt "
        "( IsToBePrinted:b! | RefNumber:s11! ) Memo:s4095 AppliedToTxnMod:AppliedToTxnMod*"
    ),
    BillPaymentCheckRet=(
        f"{POSTED} PayeeEntityRef:@209 APAccountRef:@159 TxnDate:date BankAccountRef:@159 "
        f"Amount:amt {_MONEY} RefNumber:s11 Memo:s4095 Address:Address IsToBePrinted:b ExternalGUID:guid "
        "AppliedToTxnRet:AppliedToTxnRet*"
    ),
    BillPaymentCheckQuery=txn_query(),
)

define(
    TxnDel=f"TxnDelType:{DELETABLE}! TxnID:id!",
    TxnVoid=f"TxnVoidType:{VOIDABLE}! TxnID:id!",
    ListDel=f"ListDelType:{LIST_TYPES}! ListID:id!",
    TxnDeletedQuery=(
        f"TxnDelType:{DELETABLE}+ DeletedDateRangeFilter:DeletedRange IncludeRetElement:s50*"
    ),
    ListDeletedQuery=(
        f"ListDelType:{LIST_TYPES}+ DeletedDateRangeFilter:DeletedRange IncludeRetElement:s50*"
    ),
    TxnDeletedRet="TxnDelType:s TxnID:id TimeCreated:time TimeDeleted:time RefNumber:s",
    ListDeletedRet="ListDelType:s ListID:id TimeCreated:time TimeDeleted:time FullName:s",
    TxnDelRs="TxnDelType:s TxnID:id TimeDeleted:time RefNumber:s",
    TxnVoidRs="TxnVoidType:s TxnID:id TimeCreated:time TimeModified:time RefNumber:s",
    ListDelRs="ListDelType:s ListID:id TimeDeleted:time FullName:s",
    TransactionQuery=(
        "( TxnID:id+ | MaxReturned:int ( RefNumber:s+ | RefNumberCaseSensitive:s+ | "
        "RefNumberFilter:RefNumberFilter! | RefNumberRangeFilter:RefNumberRangeFilter! ) "
        "TransactionModifiedDateRangeFilter:TransactionModifiedRange "
        "TransactionDateRangeFilter:TxnDateRange TransactionEntityFilter:EntityTypeFilter "
        "TransactionAccountFilter:ListFilter TransactionTypeFilter:TypeFilter "
        "TransactionDetailLevelFilter:=All/SummaryOnly/AllExceptSummary "
        "TransactionPostingStatusFilter:=Either/NonPosting/Posting "
        "TransactionPaidStatusFilter:=Either/Closed/Open ) IncludeRetElement:s50*"
    ),
    TransactionRet=(
        "TxnType:s TxnID:id TxnLineID:id TimeCreated:time TimeModified:time EntityRef:@209 "
        "AccountRef:@159 TxnDate:date RefNumber:s Amount:amt Memo:s4095"
    ),
)
