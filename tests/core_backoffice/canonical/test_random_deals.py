"""Random deals: canonical records give what CORE's own commission lists give, and no cent goes unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.canonical.rows import (
    COMPANY,
    CanonicalDeal,
    CanonicalItem,
    ItemKind,
    PersonRef,
)
from include.core_backoffice.checks.disbursement import read_disbursement
from include.core_backoffice.records import commissions
from include.core_backoffice.records.commissions import CommissionRow, read_rows
from include.core_backoffice.records.deal import AgentItem, DealItem, Disbursement
from include.core_backoffice.records.errors import OutOfBalance
from include.core_backoffice.records.people import Agent as CoreAgent
from include.core_backoffice.records.people import Payee, PayeeKind, Vendor
from sandbox.core_backoffice.model import Agent, Contact
from sandbox.core_backoffice.rows.commissions import commission_rows
from sandbox.core_backoffice.store import DEALS, Store
from tests.core_backoffice.canonical.samples import deal, money, problem
from tests.core_backoffice.deals import DEAL, sandbox_deals

AGENTS, CONTACTS = (101, 102, 103), (201, 202)
KINDS = {
    commissions.PRE_DEBIT: ItemKind.DEAL_DEBIT,
    commissions.PRE_CREDIT: ItemKind.DEAL_CREDIT,
    commissions.SPLIT: ItemKind.AGENT_SPLIT,
    commissions.POST_DEBIT: ItemKind.AGENT_DEBIT,
    commissions.POST_CREDIT: ItemKind.AGENT_CREDIT,
    commissions.NET_COMMISSION: ItemKind.AGENT_NET,
    commissions.OFFICE_NET: ItemKind.BROKERAGE_NET,
}
HOLDERS = {"User": PayeeKind.AGENT, "Contact": PayeeKind.VENDOR}
NETS = (ItemKind.AGENT_NET, ItemKind.BROKERAGE_NET)
_Item = TypeVar("_Item", DealItem, AgentItem)


def brokerage() -> Store:
    store = Store(None)
    with store.transaction():
        for own in AGENTS:
            store.put(
                Agent(id=own, first_name="Agent", last_name=str(own), email=f"{own}@x.example")
            )
        for own in CONTACTS:
            store.put(Contact(id=own, company=f"Vendor {own}"))
    return store


STORE = brokerage()


@st.composite
def core_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The commission list of a random deal, as CORE's API has it."""
    body = draw(sandbox_deals(AGENTS, CONTACTS))
    made = DEALS.adapter.validate_python({**body, "id": 7, "custom_id": "TR-7", "finalized": 1})
    rows = json.dumps(commission_rows(made, STORE), default=str)
    found: list[dict[str, Any]] = json.loads(rows, parse_float=Decimal)
    return found


def payee_of(row: CommissionRow) -> Payee:
    if row.payee_type == "User":
        return CoreAgent(id=row.payee_id, given_name="Agent", family_name=row.payee_id).payee()
    return Vendor(id=row.payee_id, company=f"Vendor {row.payee_id}").payee()


def ref(kind: str, own_id: str) -> PersonRef:
    if kind not in HOLDERS:
        return COMPANY
    name = f"{'Agent' if kind == 'User' else 'Vendor'} {own_id}"
    return PersonRef(kind=HOLDERS[kind], id=own_id, name=name)


def canonical(rows: list[dict[str, Any]]) -> CanonicalDeal:
    """What a mapping makes of the same list, had it come as rows of a file."""
    read = read_rows(DEAL, rows)
    gross = sum(row.amount_cents for row in read if row.item_type == commissions.GROSS)
    return deal(*(item for row in read for item in items_of(row)), gross_cents=gross)


def items_of(row: CommissionRow) -> Iterator[CanonicalItem]:
    item = CanonicalItem(
        kind=KINDS.get(row.item_type, ItemKind.GROSS),
        name=row.name,
        amount_cents=row.amount_cents,
        side=row.side,
        payee=ref(row.payee_type, row.payee_id),
        sync=row.row.flag("sync"),
        create_payment=row.row.flag("create_payment"),
    )
    if row.item_type == commissions.DISTRIBUTION:
        yield replace(item, payee=None)
        if row.payee_type == "Contact":
            yield replace(item, kind=ItemKind.CO_BROKE)
    elif row.item_type in (commissions.SPLIT, commissions.NET_COMMISSION, commissions.POST_CREDIT):
        yield replace(item, agent=item.payee, payee=None)
    elif row.item_type == commissions.POST_DEBIT:
        yield replace(item, agent=ref(row.payer_type, row.payer_id))
    elif row.item_type in KINDS:
        yield item


def comparable(of: Disbursement) -> Disbursement:
    """Without what only the API has: the company's own ID, and when an item is applied."""
    return replace(
        of,
        pre_commission=tuple(replace(_bare(item), before_split=None) for item in of.pre_commission),
        agents=tuple(
            replace(share, items=tuple(_bare(item) for item in share.items)) for share in of.agents
        ),
    )


def _bare(item: _Item) -> _Item:
    company = Payee(kind=PayeeKind.COMPANY, id="", name="")
    return replace(item, payee=company) if item.payee.is_company else item


def with_item(of: CanonicalDeal, at: int, **changes: Any) -> CanonicalDeal:
    items = list(of.items)
    items[at] = replace(items[at], **changes)
    return replace(of, items=tuple(items))


@given(rows=core_lists())
def test_a_deal_is_the_same_from_a_file_as_from_the_api(rows: list[dict[str, Any]]) -> None:
    from_api = read_disbursement(DEAL, rows, payee_of)
    assert comparable(money(canonical(rows))) == comparable(from_api)


@given(rows=core_lists())
def test_without_stated_nets_the_brokerage_has_what_is_left(rows: list[dict[str, Any]]) -> None:
    whole = canonical(rows)
    bare = replace(
        whole,
        items=tuple(item for item in whole.items if item.kind not in NETS),
        brokerage_net_is_rest=True,
    )
    expected = money(whole)
    if expected.brokerage_net_cents < 0:
        assert isinstance(problem(bare), OutOfBalance)
    else:
        assert money(bare) == expected


@given(rows=core_lists())
def test_splits_follow_from_stated_nets(rows: list[dict[str, Any]]) -> None:
    whole = canonical(rows)
    bare = tuple(item for item in whole.items if item.kind is not ItemKind.AGENT_SPLIT)
    assert money(replace(whole, items=bare)) == money(whole)


@given(rows=core_lists(), cents=st.sampled_from([-1, 1]), data=st.data())
def test_one_cent_of_any_stated_net_is_seen(
    rows: list[dict[str, Any]], cents: int, data: st.DataObject
) -> None:
    whole = canonical(rows)
    stated = [at for at, item in enumerate(whole.items) if item.kind in NETS]
    at = data.draw(st.sampled_from(stated))
    wrong = with_item(whole, at, amount_cents=whole.items[at].amount_cents + cents)
    found = problem(wrong)
    assert isinstance(found, OutOfBalance)
    assert abs(found.stated - found.expected) == 1
    assert "is out of balance by $0.01: " in found.sentence


@given(rows=core_lists(), data=st.data())
def test_one_cent_of_any_item_is_seen(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    whole = canonical(rows)
    at = data.draw(st.integers(0, len(whole.items) - 1))
    wrong = with_item(whole, at, amount_cents=whole.items[at].amount_cents + 1)
    item = whole.items[at]
    kept = item.kind is ItemKind.DEAL_DEBIT and item.payee == COMPANY
    if kept:
        # The company takes it from itself: the cent is on its side either way.
        assert money(wrong).distributed_cents == money(whole).distributed_cents
    else:
        assert isinstance(problem(wrong), OutOfBalance)


@given(rows=core_lists(), data=st.data())
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    whole = canonical(rows)
    shuffled = data.draw(st.permutations(whole.items))
    assert money(replace(whole, items=tuple(shuffled))) == money(whole)


@pytest.mark.parametrize("cents", [-1, 1])
def test_a_gross_that_is_a_cent_off_is_seen_without_parts(cents: int) -> None:
    items = (
        CanonicalItem(kind=ItemKind.AGENT_SPLIT, amount_cents=8_000_00, agent=ref("User", "101")),
        CanonicalItem(kind=ItemKind.BROKERAGE_NET, amount_cents=2_000_00),
    )
    assert isinstance(problem(deal(*items, gross_cents=10_000_00 + cents)), OutOfBalance)
