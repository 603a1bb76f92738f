"""What many messages share: addresses, names, links, filters."""

from __future__ import annotations

from sandbox.quickbooks_desktop.qbxml.shape import define

TXN_TYPES = (
    "Bill/BillPaymentCheck/Check/CreditCardCharge/CreditMemo/Deposit/Invoice/ReceivePayment/"
    "SalesReceipt/VendorCredit"
)
"""Transactions that the company file keeps."""
DELETABLE = f"={TXN_TYPES}"
VOIDABLE = "=" + TXN_TYPES.replace("ReceivePayment/", "")
"""A payment received is deleted, never voided."""
LIST_TYPES = "=Account/Class/Customer/Employee/ItemService/OtherName/PaymentMethod/Vendor"

LISTED = "ListID:id TimeCreated:time TimeModified:time EditSequence:s16"
POSTED = "TxnID:id TimeCreated:time TimeModified:time EditSequence:s16 TxnNumber:int"
CHANGED_LIST = "ListID:id! EditSequence:s16!"
CHANGED_TXN = "TxnID:id! EditSequence:s16!"
PERSON = "Salutation:s15 FirstName:s25 MiddleName:s5 LastName:s25 Suffix:s JobTitle:s41"
REACHED = (
    "Phone:s21 Mobile:s21 Pager:s21 AltPhone:s21 Fax:s21 Email:s1023 Cc:s1023 Contact:s41 "
    "AltContact:s41 AdditionalContactRef:AdditionalContact*"
)

_NAMES = "NameFilter:NameFilter! | NameRangeFilter:NameRangeFilter!"
_LISTED = (
    "ListID:id+ | FullName:s+ | MaxReturned:int ActiveStatus:=ActiveOnly/InactiveOnly/All "
    "FromModifiedDate:time ToModifiedDate:time"
)


def list_query(own: str = "", tail: str = "IncludeRetElement:s50*") -> str:
    """A query of a list: by id, by name, or by filters, of which some are the list's own."""
    return f"( {_LISTED} ( {_NAMES} ) {own} ) {tail}"


def txn_query(own: str = "", tail: str = "", *, numbered: bool = True) -> str:
    """A query of transactions of one kind: by id, by number, or by filters."""
    numbers = "RefNumber:s+ | RefNumberCaseSensitive:s+ |" if numbered else ""
    filters = (
        "( RefNumberFilter:RefNumberFilter! | RefNumberRangeFilter:RefNumberRangeFilter! )"
        if numbered
        else ""
    )
    return (
        f"( TxnID:id+ | {numbers} MaxReturned:int "
        "( ModifiedDateRangeFilter:ModifiedRange! | TxnDateRangeFilter:TxnDateRange! ) "
        f"EntityFilter:ListFilter AccountFilter:ListFilter {filters} {own} ) "
        f"IncludeLineItems:b {tail} IncludeRetElement:s50* OwnerID:guid*"
    )


define(
    Address=(
        "Addr1:s41 Addr2:s41 Addr3:s41 Addr4:s41 Addr5:s41 City:s31 State:s21 PostalCode:s13 "
        "Country:s31 Note:s41"
    ),
    AddressBlock="Addr1:s41 Addr2:s41 Addr3:s41 Addr4:s41 Addr5:s41",
    AdditionalContact="ContactName:s40! ContactValue:s255!",
    DataExt="OwnerID:guid! DataExtName:s31! DataExtValue:s!",
    DataExtRet="OwnerID:guid DataExtName:s31! DataExtType:s! DataExtValue:s!",
    LinkedTxn="TxnID:id! TxnType:s! TxnDate:date! RefNumber:s20 LinkType:s Amount:amt!",
    SetCredit="CreditTxnID:id! TxnLineID:id AppliedAmount:amt! Override:b",
    AppliedToTxnAdd="TxnID:id! PaymentAmount:amt SetCredit:SetCredit*",
    AppliedToTxnMod="TxnID:id! PaymentAmount:amt SetCredit:SetCredit*",
    AppliedToTxnRet=(
        "TxnID:id! TxnType:s! TxnDate:date RefNumber:s20 BalanceRemaining:amt Amount:amt"
    ),
    NameFilter="MatchCriterion:=StartsWith/Contains/EndsWith! Name:s!",
    NameRangeFilter="FromName:s ToName:s",
    RefNumberFilter="MatchCriterion:=StartsWith/Contains/EndsWith! RefNumber:s!",
    RefNumberRangeFilter="FromRefNumber:s ToRefNumber:s",
    ModifiedRange="FromModifiedDate:time ToModifiedDate:time",
    TransactionModifiedRange="( FromModifiedDate:time ToModifiedDate:time )!",
    TxnDateRange="( FromTxnDate:date ToTxnDate:date )!",
    DeletedRange="FromDeletedDate:time ToDeletedDate:time",
    ListFilter="( ListID:id+ | FullName:s+ | ListIDWithChildren:id! | FullNameWithChildren:s! )!",
    TypeFilter=f"TxnTypeFilter:=All/{TXN_TYPES}/JournalEntry/Transfer+",
    EntityTypeFilter=(
        "( EntityTypeFilter:=Customer/Employee/OtherName/Vendor! | ListID:id+ | FullName:s+ | "
        "ListIDWithChildren:id! | FullNameWithChildren:s! )!"
    ),
)
