"""Whatever QuickBooks answers to a question: the whole answer, or a reason why it isn't."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.books.gateway import GatewayUnavailable
from include.quickbooks.online.wire import whole_answers
from include.quickbooks.online.wire.transport import Answered
from include.quickbooks.online.wire.whole_answers import Incomplete
from tests.quickbooks.online.wire.odd_json import BODIES, ENTITIES, JSON

PARTS = st.one_of(
    st.just({}),
    JSON,
    st.fixed_dictionaries({"Bill": st.lists(ENTITIES, max_size=3)}, optional={"maxResults": JSON}),
)
ANSWERS = st.one_of(
    BODIES,
    st.fixed_dictionaries({"QueryResponse": PARTS}),
    st.fixed_dictionaries(
        {
            "CDCResponse": st.lists(
                st.fixed_dictionaries({"QueryResponse": st.lists(PARTS, max_size=3)}), max_size=2
            )
        }
    ),
)
QUESTIONS: list[Callable[[Answered], Any]] = [
    whole_answers.single("Bill"),
    whole_answers.report("TransactionList"),
    whole_answers.page("Bill", 1),
    whole_answers.changes(["Bill", "Invoice"]),
]


@given(body=ANSWERS, question=st.sampled_from(QUESTIONS))
def test_any_answer_is_whole_or_says_why_not(
    body: dict[str, Any], question: Callable[[Answered], Any]
) -> None:
    try:
        found = question(Answered(200, body, (), "t-1"))
    except (Incomplete, GatewayUnavailable):
        return
    rows = found[0] if question is QUESTIONS[2] else []
    if question is QUESTIONS[3]:
        assert list(found[0]) == ["Bill", "Invoice"]
        rows = [row for listed in found[0].values() for row in listed]
    for row in rows:
        assert str(row["Id"])
        assert str(row.get("SyncToken", "")) or row["status"] == "Deleted"


def test_a_tax_code_has_no_version() -> None:
    body = {"QueryResponse": {"TaxCode": [{"Id": "NON", "Name": "NON"}]}}

    rows, more = whole_answers.page("TaxCode", 1)(Answered(200, body, (), ""))

    assert ([row["Id"] for row in rows], more) == (["NON"], False)


def test_one_kind_in_two_parts_is_not_understood() -> None:
    part = {"Bill": [{"Id": "1", "SyncToken": "0"}]}
    body = {"CDCResponse": [{"QueryResponse": [part, part]}]}

    with pytest.raises(Incomplete, match="two parts"):
        whole_answers.changes(["Bill", "Invoice"])(Answered(200, body, (), ""))
