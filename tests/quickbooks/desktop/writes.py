"""Documents, parties and list entries of every sort, as hypothesis makes them up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line, marker
from include.books.entries import EntryRef, LineExtras
from include.books.gateway import Action, DocumentWrite, ListWrite, PartyWrite
from include.books.parties import Party, PartyKind

AWKWARD = "aZ9 :&<>\"'\u2019\u2013łéß€漢😀\t\n\x0b\x85~-#%/\\,.()"
texts = st.text(st.sampled_from(AWKWARD), max_size=60)
long_texts = st.one_of(texts, st.integers(0, 4200).map(lambda n: "é & word " * (n // 9)))
names = st.one_of(texts, st.text(max_size=120), st.integers(1, 130).map(lambda n: "Longname " * n))
cents = st.one_of(
    st.integers(-10_000_000_00, 10_000_000_00), st.sampled_from([0, 1, -1, 100, 999_999_999_99])
)
days = st.dates(dt.date(2000, 1, 1), dt.date(2039, 12, 31))
_SOLD = frozenset({DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO})


@st.composite
def parties(draw: st.DrawFn, kind: PartyKind | None = None) -> Party:
    """A customer or vendor."""
    kind = kind or draw(st.sampled_from([PartyKind.CUSTOMER, PartyKind.VENDOR]))
    return Party(
        key=f"{kind}/agent:{draw(st.integers(1, 9999))}",
        kind=kind,
        display_name=draw(names),
        given_name=draw(names),
        family_name=draw(names),
        company_name=draw(names),
        email=draw(st.sampled_from(["", "amy@willow.example", "x" * 1100, "ämy@willow.example"])),
        is_1099=draw(st.booleans()),
        print_name=draw(names),
        tax_id=draw(st.sampled_from(["", "12-3456789", "123456789012345678"])),
    )


@st.composite
def documents(draw: st.DrawFn, refs: dict[str, str], kind: DocumentKind | None = None) -> Document:
    """A document; `refs` are ids: "product", "account", "bank", "card", "receivable", "method"."""
    kind = kind or draw(st.sampled_from(list(DocumentKind)))
    to_product = kind in _SOLD
    target = ListRef(
        ListKind.PRODUCT if to_product else ListKind.ACCOUNT,
        refs[
            "receivable" if kind is DocumentKind.REFUND else "product" if to_product else "account"
        ],
        "booked to",
    )
    line = st.builds(
        Line, item_name=texts, description=long_texts, amount=cents, target=st.just(target)
    )
    lines = draw(st.lists(line, min_size=1, max_size=4))
    customer = to_product or kind in (
        DocumentKind.PAYMENT,
        DocumentKind.DEPOSIT,
        DocumentKind.REFUND,
    )
    return Document(
        key=f"brokerage_income/transaction:{draw(st.integers(1, 10**9))}/income",
        kind=kind,
        party=draw(parties(PartyKind.CUSTOMER if customer else PartyKind.VENDOR)),
        lines=tuple(lines),
        number=draw(st.one_of(texts, st.integers(1, 40).map("7".zfill))),
        memo=draw(long_texts),
        account=ListRef(ListKind.ACCOUNT, refs["bank"], "bank"),
        class_ref=draw(st.sampled_from([None, ListRef(ListKind.CLASS, refs["class"], "class")])),
        payment_method=ListRef(ListKind.PAYMENT_METHOD, refs["method"], "Check")
        if kind is DocumentKind.SALES_RECEIPT
        else None,
        print_later=kind is DocumentKind.CHECK and draw(st.booleans()),
    )


@st.composite
def document_writes(draw: st.DrawFn, refs: dict[str, str]) -> DocumentWrite:
    """What is to be done with a document."""
    document = draw(documents(refs))
    action = draw(st.sampled_from(list(Action)))
    existing = None if action is Action.CREATE else EntryRef("1A2B-1795440321", "1795440321")
    date = draw(days)
    extras = st.builds(
        LineExtras,
        line_id=st.sampled_from(["", "1F-1795440321", "9-1795440321"]),
        class_id=st.sampled_from(["", refs["class"]]),
        customer_id=st.sampled_from(["", refs["customer"]]),
        billable=st.sampled_from([None, True, False]),
    )
    kept = st.lists(extras, min_size=len(document.lines), max_size=len(document.lines))
    return DocumentWrite(
        request_id="r" * 32,
        action=action,
        document=document,
        marker=marker("willow-park", document.key),
        date=date,
        due_date=date + dt.timedelta(days=draw(st.integers(0, 90))),
        party_id=refs["customer"] if document.party.kind is PartyKind.CUSTOMER else refs["vendor"],
        pays_id=draw(st.sampled_from([None, "1A2B-1795440321"])),
        existing=existing,
        from_credit_card=draw(st.booleans()),
        extras=tuple(draw(st.one_of(st.just([]), kept))) if action is not Action.VOID else (),
        memo=draw(st.one_of(st.none(), texts)) if action is not Action.VOID else None,
    )


@st.composite
def taxed_writes(draw: st.DrawFn, refs: dict[str, str]) -> DocumentWrite:
    """What is to be done with a document whose lines have tax codes, as in a Canadian company file."""
    write = draw(document_writes(refs))
    code = ListRef(ListKind.TAX_CODE, refs["code"], "H - HST (ON)")
    lines = tuple(replace(line, tax=code) for line in write.document.lines)
    return replace(write, document=replace(write.document, lines=lines))


party_writes = st.builds(
    PartyWrite,
    request_id=st.just("p" * 32),
    action=st.sampled_from([Action.CREATE, Action.UPDATE]),
    party=parties(),
    existing=st.just(EntryRef("80000037-1795440321", "1795440321")),
)
list_writes = st.builds(
    ListWrite,
    request_id=st.just("l" * 32),
    kind=st.sampled_from([ListKind.PRODUCT, ListKind.CLASS]),
    name=names,
    account_id=st.sampled_from(["80000013-1795440111", ""]),
)
