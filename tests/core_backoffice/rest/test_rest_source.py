"""Transactions from the REST API: complete, one by one, and a bad one stops nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from include.core_backoffice.records.errors import CoreUnavailable, OutOfBalance, RecordProblem
from include.core_backoffice.records.known import Known
from include.core_backoffice.records.records import Transaction
from include.core_backoffice.source import Gone, Source
from tests.core_backoffice.deals import CommissionList, agent, vendor
from tests.core_backoffice.fakes import (
    UPDATED,
    FakeApi,
    Script,
    contact,
    error,
    html,
    ok,
    transaction,
    user,
)

NOON = 1_780_574_400_000
"""Jun 4, 2026, 12:00 UTC: the same day all over the United States."""


def commissions() -> list[dict[str, Any]]:
    rows = (
        CommissionList()
        .gross(10_000_00)
        .ours(10_000_00)
        .debit("Referral", 1_000_00, vendor(7), tags=["1099"])
        .split(45, 7_200_00)
        .agent_debit(45, "Team leader fee", 144_00, agent(46))
        .finalized()
    )
    # As JSON holds them.
    return [
        {**row, "calculated_dollar_amount": float(row["calculated_dollar_amount"])} for row in rows
    ]


@pytest.fixture
def api() -> FakeApi:
    answers: dict[str, Any] = {
        "/v1/users": [user(45), user(46)],
        "/v1/users/45": user(45),
        "/v1/users/46": user(46),
        "/v1/contacts/7": contact(7),
        "/v1/transactions": [transaction(1), transaction(2), transaction(3)],
    }
    for number in (1, 2, 3):
        answers[f"/v1/transactions/{number}"] = transaction(number)
        answers[f"/v1/transactions/{number}/commissions"] = commissions()
    return FakeApi(answers)


def changes(api: FakeApi) -> list[Transaction | RecordProblem | Gone]:
    return list(api.source().transactions_changed(None))


def only_the_second_is_held(found: list[Transaction | RecordProblem | Gone]) -> RecordProblem:
    first, problem, third = found
    assert isinstance(first, Transaction)
    assert isinstance(third, Transaction)
    assert isinstance(problem, RecordProblem)
    assert problem.record_key == "transaction:2"
    assert "Transaction TR-2026-000002, 2 Aldon Drive" in problem.sentence
    assert problem.what_to_do
    assert problem.updated_at == first.updated_at
    return problem


def test_a_deal_comes_whole(api: FakeApi) -> None:
    source: Source = api.source()
    deal = source.transaction("1")

    assert isinstance(deal, Transaction)
    assert deal.disbursement is not None
    [referral] = deal.disbursement.pre_commission
    assert (referral.payee.name, referral.payee.is_1099) == ("Vendor 7", True)
    [share] = deal.disbursement.agents
    assert (share.agent.name, share.agent.email) == ("Agent No45", "agent45@example.com")
    assert share.items[0].payee.key == "agent:46"
    assert source.record("transaction:1") == deal


def test_everybody_is_read_once(api: FakeApi) -> None:
    assert len(changes(api)) == 3
    assert sum(path == "/v1/users/45" for path in api.paths()) == 1
    assert sum(path == "/v1/contacts/7" for path in api.paths()) == 1


def test_with_many_deals_all_agents_are_read_at_once(api: FakeApi) -> None:
    for number in range(4, 9):
        api.answers["/v1/transactions"].append(transaction(number))
        api.answers[f"/v1/transactions/{number}/commissions"] = commissions()

    assert all(isinstance(change, Transaction) for change in changes(api))
    assert "/v1/users/45" not in api.paths()


def test_the_list_alone_is_read_without_a_call_for_any_transaction(api: FakeApi) -> None:
    api.answers["/v1/transactions"][1] = {**transaction(2), "status": "sold"}
    first, problem, third = api.source().transactions_listed(None)
    assert isinstance(first, Transaction)
    assert isinstance(third, Transaction)
    assert isinstance(problem, RecordProblem)
    assert problem.record_key == "transaction:2"
    assert first.has_disbursement
    assert first.disbursement is None
    assert set(api.paths()) == {"/v1/transactions"}


def test_a_deal_without_a_disbursement_costs_no_call(api: FakeApi) -> None:
    api.answers["/v1/transactions"] = [
        transaction(1, commissions_finalized_at=None),
        transaction(2, status="cancelled"),
    ]

    assert [change.disbursement for change in changes(api) if isinstance(change, Transaction)] == [
        None,
        None,
    ]
    assert set(api.paths()) == {"/v1/transactions"}


def test_records_come_one_by_one(api: FakeApi) -> None:
    first = next(api.source().transactions_changed(None))

    assert isinstance(first, Transaction)
    assert "/v1/transactions/2/commissions" not in api.paths()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("price", "a lot", "the price is 'a lot', but it must be a number of dollars"),
        ("total_gross_commission", "10,000", "the total gross commission is '10,000'"),
        ("currency", "CAD", "it is in CAD, but only US dollars"),
        ("status", "sold", "the status is 'sold'"),
        ("timezone", "Hogwarts", "isn't a time zone"),
        ("closing_date", "June 1st", "the close date is 'June 1st'"),
        ("custom_attributes", "none", "the custom fields aren't a list"),
    ],
)
def test_a_bad_field_puts_one_transaction_on_hold(
    api: FakeApi, field: str, value: object, says: str
) -> None:
    api.answers["/v1/transactions"][1][field] = value

    assert says in only_the_second_is_held(changes(api)).sentence


def test_a_deal_without_a_time_of_change_goes_on_hold(api: FakeApi) -> None:
    api.answers["/v1/transactions"][1]["updated_at"] = "yesterday"

    assert isinstance(problem := changes(api)[1], RecordProblem)
    assert problem.updated_at is None


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (html(), "CORE returned a web page (HTML) instead of data"),
        (httpx.Response(200, content=b"\xff\xfe"), "instead of data"),
        (httpx.Response(200, content=b'[{"amount": NaN}]'), "instead of data"),
        (ok({"items": []}), "other than a list of items"),
        (ok([]), "has no gross commission"),
        (error(500, {"error": "boom", "status": "500"}), "CORE failed to return it (500 boom)"),
        (error(422, {"error": {"error": "no"}, "status": 422}), "CORE failed to return it"),
    ],
)
def test_one_unusable_answer_puts_one_transaction_on_hold(
    api: FakeApi, answer: httpx.Response, says: str
) -> None:
    api.answers["/v1/transactions/2/commissions"] = answer

    assert says in only_the_second_is_held(changes(api)).sentence


def test_when_nothing_else_works_either_it_is_for_later(api: FakeApi) -> None:
    api.answers["/v1/transactions/2/commissions"] = error(500, {"error": "boom"})
    api.answers["/v1/users"] = error(500, {"error": "boom"})
    stream = api.source().transactions_changed(None)

    assert isinstance(next(stream), Transaction)
    with pytest.raises(CoreUnavailable):
        next(stream)


def test_an_empty_commission_list_is_requested_again(api: FakeApi) -> None:
    api.answers["/v1/transactions/2/commissions"] = Script(ok([]), ok(commissions()))

    assert all(isinstance(change, Transaction) for change in changes(api))


def test_a_deal_that_is_out_of_balance_goes_on_hold(api: FakeApi) -> None:
    api.answers["/v1/transactions"][1]["total_gross_commission"] = 9_999

    problem = only_the_second_is_held(changes(api))
    assert isinstance(problem, OutOfBalance)
    assert "9,999.00" in problem.sentence
    assert "10,000.00" in problem.sentence


def test_an_agent_that_core_does_not_have_puts_the_transaction_on_hold(api: FakeApi) -> None:
    rows = commissions()
    for row in rows:
        if row["payee_id"] == 46:
            row["payee_id"], row["payee_name"] = 99, "Sam Gone"
    api.answers["/v1/transactions/2/commissions"] = rows

    problem = only_the_second_is_held(changes(api))
    assert "it pays agent Sam Gone (99), who was deleted from CORE" in problem.sentence
    assert problem.cause == "missing agent"


def test_a_payee_with_a_bad_field_puts_what_needs_it_on_hold(api: FakeApi) -> None:
    api.answers["/v1/contacts/8"] = contact(8, email=5.5)
    rows = commissions()
    for row in rows:
        if row["payee_id"] == 7:
            row["payee_id"] = 8
    api.answers["/v1/transactions/2/commissions"] = rows

    problem = only_the_second_is_held(changes(api))
    assert "on hold because of a record it needs. Contact 8: the email is 5.5" in problem.sentence


def test_a_deal_deleted_while_the_list_is_read_is_gone(api: FakeApi) -> None:
    del api.answers["/v1/transactions/2/commissions"]
    del api.answers["/v1/transactions/2"]

    assert changes(api)[1] == Gone("transaction:2")


def test_a_deal_that_exists_without_its_commissions_goes_on_hold(api: FakeApi) -> None:
    del api.answers["/v1/transactions/2/commissions"]

    assert "no commission list" in only_the_second_is_held(changes(api)).sentence


@pytest.mark.parametrize("own_id", [None, "", "a/b", []])
def test_a_row_without_a_usable_id_is_reported_and_found_again(
    api: FakeApi, own_id: object
) -> None:
    bad = transaction(2, id=own_id)
    api.answers["/v1/transactions"][1] = bad
    first, problem, third = changes(api)

    assert isinstance(first, Transaction)
    assert isinstance(third, Transaction)
    assert isinstance(problem, RecordProblem)
    assert problem.record_key == f"transaction:without-id-{UPDATED}"
    again = api.source().record(problem.record_key)
    assert isinstance(again, RecordProblem)
    assert again.sentence == problem.sentence
    bad["id"] = 2
    assert api.source().record(problem.record_key) == Gone(problem.record_key)


def test_a_row_that_is_no_record_is_reported(api: FakeApi) -> None:
    api.answers["/v1/transactions"][1] = "what?"

    assert [type(change) for change in changes(api)] == [Transaction, RecordProblem, Transaction]


def test_a_chosen_deal_may_be_unreadable_or_gone(api: FakeApi) -> None:
    source = api.source()
    api.answers["/v1/transactions/2"] = html()
    api.answers["/v1/transactions/3"] = ok([])

    assert isinstance(source.transaction("2"), RecordProblem)
    assert isinstance(source.transaction("3"), RecordProblem)
    assert source.transaction("4") == Gone("transaction:4")
    assert isinstance(source.transaction("146 Aldon Drive"), RecordProblem)


def test_agents_with_a_bad_field_are_reported_in_their_place(api: FakeApi) -> None:
    api.answers["/v1/users"] = [user(45), user(46, active="maybe"), {**user(47), "id": None}]
    good, bad, nobody = api.source().agents_changed(None)

    assert not isinstance(good, RecordProblem)
    assert isinstance(bad, RecordProblem)
    assert bad.sentence.startswith(
        "Agent Agent No46 (CORE ID 46): the switch \"active\" is 'maybe'"
    )
    assert isinstance(nobody, RecordProblem)
    assert api.source().record("agent:45") == Gone("agent:45")
    assert api.source().vendor("7") == api.source().vendor("7")


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"timezone": "Guam"}, dt.date(2026, 6, 4)),
        ({"timezone": "American Samoa"}, dt.date(2026, 6, 3)),
        ({"timezone": "Hogwarts", "closing_date": None}, None),
        ({"timezone": "Hogwarts", "closing_date": "2026-06-03"}, dt.date(2026, 6, 3)),
        ({"timezone": "Hogwarts", "closing_date": NOON}, dt.date(2026, 6, 4)),
        ({"timezone": "Hogwarts", "commissions_finalized_at": None}, None),
        ({"timezone": "Hogwarts", "status": "cancelled"}, None),
    ],
)
def test_a_zone_holds_no_deal_whose_close_date_does_not_need_it(
    api: FakeApi, fields: dict[str, Any], day: dt.date | None
) -> None:
    api.answers["/v1/transactions/1"] = transaction(
        1, **{"closing_date": NOON - 9 * 3_600_000, **fields}
    )
    read = api.source().transaction("1")

    assert isinstance(read, Transaction), read
    assert read.closing_date == day


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"status": "sold?"}, {}),
        ({"closing_date": "tomorrow"}, {"day": None}),
        ({"total_gross_commission": "see attached"}, {"amount_cents": None}),
        ({"address": ["?"]}, {"title": "Chester, CA 96020"}),
        ({"custom_id": {}}, {"number": ""}),
    ],
)
def test_what_can_be_read_of_a_bad_transaction_is_known(
    api: FakeApi, fields: dict[str, Any], known: dict[str, Any]
) -> None:
    api.answers["/v1/transactions/1"] = transaction(1, **fields)
    problem = api.source().transaction("1")

    assert isinstance(problem, RecordProblem)
    moment = dt.datetime.fromtimestamp(UPDATED // 1000, dt.UTC)
    whole = Known(
        number="TR-2026-000001",
        title="1 Aldon Drive, Chester, CA 96020",
        day=moment.astimezone(ZoneInfo("America/Los_Angeles")).date(),
        amount_cents=10_000_00,
    )
    assert problem.known == replace(whole, **known)


def test_a_gross_commission_that_only_the_list_has_is_known(api: FakeApi) -> None:
    api.answers["/v1/transactions/1"] = transaction(1, total_gross_commission=None)
    rows = api.answers["/v1/transactions/1/commissions"]
    rows[2]["payee_id"], rows[2]["payee_name"] = 99, "Sam Gone"
    problem = api.source().transaction("1")

    assert isinstance(problem, RecordProblem)
    assert problem.known.amount_cents == 10_000_00
    assert "Sam Gone" in problem.known.others
