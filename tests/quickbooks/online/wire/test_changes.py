"""What changed in QuickBooks, whatever it answers: every change, or none and a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.books.gateway import GatewayUnavailable, Recovery
from sandbox.quickbooks_online.faults import Rule
from tests.profiles import examples
from tests.quickbooks.online.wire.sandbox_reads import MOST, Books, ago

WEEK = 7 * 86_400


def told(books: Books, since: int, known: list[str] | None = None) -> dict[str, str]:
    """The last that is told of each bill: its version, or "Deleted"."""
    ids = None if known is None else (lambda: known)
    found: dict[str, str] = {}
    for body in books.reader().changes("Bill", ago(since), ids):
        found[str(body["Id"])] = str(body.get("status") or body["SyncToken"])
    return found


def many(books: Books, count: int, *, ago: int, first: int = 100) -> None:
    """So many bills, one a second."""
    for number in range(count):
        books.bill(str(first + number), ago - number)


@pytest.mark.parametrize("order", ["oldest_first", "newest_first"])
def test_a_deletion_that_a_full_answer_cuts_off_is_found(order: str) -> None:
    books = Books(order)
    books.bill("1", ago=WEEK)
    many(books, 3 * MOST, ago=600)
    books.change("1", ago=5, status="deleted")

    assert told(books, 900)["1"] == "Deleted"


@pytest.mark.parametrize("order", ["oldest_first", "newest_first"])
def test_a_deletion_before_everything_that_changed_is_found_by_its_id(order: str) -> None:
    books = Books(order)
    for id_ in ("1", "2"):
        books.bill(id_, ago=WEEK)
    books.change("1", ago=800, status="deleted")
    many(books, 3 * MOST, ago=600)

    assert told(books, 900, known=["1", "2", "100"])["1"] == "Deleted"
    assert "2" not in told(books, 900, known=["1", "2", "100"])


def test_a_flood_within_one_second_hides_no_deletion() -> None:
    books = Books()
    books.bill("1", ago=WEEK)
    books.change("1", ago=300, status="deleted")
    for number in range(3 * MOST):
        books.bill(str(100 + number), ago=300)

    found = told(books, 900, known=["1"])

    assert found["1"] == "Deleted"
    assert len(found) == 3 * MOST + 1


def test_a_deletion_of_more_than_thirty_days_ago_is_found_by_its_id() -> None:
    books = Books()
    books.bill("1", ago=20 * WEEK)
    books.change("1", ago=6 * WEEK, status="deleted")

    assert told(books, 10 * WEEK, known=["1"]) == {"1": "Deleted"}


def test_an_answer_that_says_it_has_more_counts_as_full() -> None:
    books = Books()
    for id_ in ("1", "2"):
        books.bill(id_, ago=WEEK)
    books.change("1", ago=5, status="deleted")
    books.bill("3", ago=60)
    part = {"Bill": [books.row("3")], "maxResults": 1, "totalCount": 2}
    cut = {"CDCResponse": [{"QueryResponse": [part]}]}
    books.bodies = [cut] * 9

    assert told(books, 900, known=["1", "2"]) == {"1": "Deleted", "3": "0"}
    assert books.reader().few_changes(["Bill"], ago(900)) is None


def test_known_entries_are_not_asked_for_where_everything_was_listed() -> None:
    books = Books()
    books.bill("1", ago=60)

    def never() -> list[str]:
        raise AssertionError

    assert len(list(books.reader().changes("Bill", ago(900), never))) == 1
    assert len(books.asked) == 1


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "altered", "how": "part_fault"},
        {"kind": "altered", "how": "part_fault", "code": "6000", "detail": "Odd."},
        {"kind": "altered", "how": "part_fault", "code": "4001"},
        {"kind": "altered", "how": "response_fault"},
        {"kind": "altered", "how": "part_missing"},
        {"kind": "altered", "how": "without_id"},
        {"kind": "altered", "how": "without_version"},
        {"kind": "nothing"},
        {"kind": "other_body"},
        {"kind": "empty", "status": 200},
        {"kind": "truncated", "when": "after_commit"},
        {"kind": "html", "status": 403},
        {"kind": "html", "status": 200},
        {"kind": "json_error"},
        {"kind": "redirect"},
        {"kind": "gateway", "code": "150"},
        {"kind": "gateway", "code": "150", "status": 200},
        {"kind": "gateway", "code": "150", "shape": "xml"},
        {"kind": "gateway", "code": "120", "detail": "AuthorizationFailure", "stated_status": 500},
        {
            "kind": "gateway",
            "code": "120",
            "detail": "AuthFailure",
            "status": 401,
            "stated_status": 500,
        },
        {"kind": "fault", "code": "10000", "status": 200},
        {"kind": "fault", "code": "6000", "detail": "Unexpected Internal Error. (-30000)"},
    ],
)
def test_a_part_is_never_taken_for_the_whole(rule: dict[str, Any]) -> None:
    books = Books()
    books.bill("1", ago=60)
    order = Rule.model_validate(rule)
    books.happenings = [order]
    assert told(books, 900) == {"1": "0"}

    books.happenings = [order] * 4
    with pytest.raises(GatewayUnavailable) as stopped:
        told(books, 900)

    assert stopped.value.recovery is Recovery.RETRY_LATER
    assert "after 4 attempts" in stopped.value.sentence


@pytest.mark.parametrize("how", ["part_fault", "part_missing"])
def test_the_other_kinds_are_not_taken_alone(how: str) -> None:
    books = Books()
    books.bill("1", ago=60)
    books.happenings = [Rule.model_validate({"kind": "altered", "how": how, "part": "Invoice"})] * 4

    with pytest.raises(GatewayUnavailable):
        books.reader().few_changes(["Bill", "Invoice"], ago(900))

    assert books.reader().few_changes(["Invoice", "Bill"], ago(900)) is not None


@pytest.mark.parametrize(
    ("code", "recovery"), [("5030", Recovery.FAULT), ("3100", Recovery.RECONNECT)]
)
def test_what_asking_again_cannot_help_is_said_at_once(code: str, recovery: Recovery) -> None:
    books = Books()
    books.happenings = [Rule.model_validate({"kind": "altered", "how": "part_fault", "code": code})]

    with pytest.raises(GatewayUnavailable) as stopped:
        told(books, 900)

    assert (stopped.value.code, stopped.value.recovery) == (code, recovery)
    assert len(books.asked) == 1


# Any mix of bills, moments, faults and edits while it is read.
SECONDS = st.integers(0, 12)
BILL = st.tuples(SECONDS, st.sampled_from(["live", "live", "deleted"]))
BILLS = st.one_of(st.lists(BILL, max_size=MOST), st.lists(BILL, min_size=2 * MOST, max_size=25))
HOWS = ("part_fault", "part_missing", "response_fault", "without_id", "short_page")


def _edit(status: str, id_: str) -> Callable[[Books], None]:
    return lambda books: books.change(id_, ago=0, status=status)


FAULTS = st.one_of(
    st.none(),
    st.sampled_from(["nothing", "other_body", "json_error", "gateway", "html"]).map(
        lambda kind: Rule.model_validate({"kind": kind})
    ),
    st.sampled_from(HOWS).map(lambda how: Rule.model_validate({"kind": "altered", "how": how})),
    st.tuples(st.sampled_from(["live", "deleted"]), st.integers(0, 24)).map(
        lambda edit: _edit(edit[0], str(edit[1]))
    ),
)


@settings(max_examples=examples(150), deadline=None)
@given(
    bills=BILLS,
    since=st.integers(0, 14),
    order=st.sampled_from(["oldest_first", "newest_first"]),
    happens=st.lists(FAULTS, min_size=1, max_size=12),
)
def test_every_change_is_told_or_the_question_fails(
    bills: list[tuple[int, str]], since: int, order: str, happens: list[Any]
) -> None:
    books = Books(order)
    for number, (second, status) in enumerate(bills):
        books.bill(str(number), WEEK)
        books.change(str(number), 100 * second + 50, status)
    before = books.stands()
    books.happenings = list(happens)

    try:
        found = told(books, 100 * since, known=sorted(before))
    except GatewayUnavailable:
        return

    after = books.stands()
    for id_, (version, moment) in before.items():
        if moment >= ago(100 * since).timestamp():
            assert id_ in found, (id_, books.asked)
            if after[id_][0] == version:
                assert found[id_] == version
    for id_, version in found.items():
        # A bill that was edited while it was read may be told as it was in between.
        gone = "Deleted" in (version, before[id_][0])
        assert after[id_][0] == "Deleted" if gone else int(version) >= int(before[id_][0])
