from __future__ import annotations

import re

import pytest

from include.books.gateway import Recovery
from include.quickbooks.online.wire.error_codes.fault_table import NOT_IN_SUBSCRIPTION, TABLE, Row
from include.quickbooks.online.wire.error_codes.fault_translation import row_of, translate
from include.quickbooks.online.wire.error_codes.faults import Fault

DOCUMENTED = [
    "100",
    "110",
    "120",
    "130",
    "140",
    "150",
    "500",
    "600",
    "610",
    "620",
    "630",
    "700",
    "800",
    "900",
    "1000",
    "1010",
    "1020",
    "1040",
    "1050",
    "2000",
    "2010",
    "2020",
    "2030",
    "2040",
    "2050",
    "2060",
    "2070",
    "2080",
    "2090",
    "2100",
    "2110",
    "2120",
    "2130",
    "2140",
    "2150",
    "2160",
    "2170",
    "2180",
    "2190",
    "2200",
    "2210",
    "2220",
    "2230",
    "2240",
    "2250",
    "2260",
    "2270",
    "2280",
    "2290",
    "2300",
    "2500",
    "2600",
    "3000",
    "3200",
    "3202",
    "4000",
    "4001",
    "4002",
    "5000",
    "5010",
    "5020",
    "5030",
    "6000",
    "6010",
    "6020",
    "6030",
    "6040",
    "6041",
    "6050",
    "6060",
    "6070",
    "6080",
    "6090",
    "6100",
    "6110",
    "6120",
    "6130",
    "6140",
    "6150",
    "6160",
    "6170",
    "6180",
    "6190",
    "6200",
    "6210",
    "6220",
    "6230",
    "6240",
    "6250",
    "6270",
    "6280",
    "6290",
    "6300",
    "6310",
    "6320",
    "6330",
    "6340",
    "6350",
    "6360",
    "6370",
    "6380",
    "6390",
    "6400",
    "6420",
    "6430",
    "6440",
    "6450",
    "6460",
    "6470",
    "6480",
    "6490",
    "6500",
    "6510",
    "6520",
    "6530",
    "6540",
    "10000",
    "10100",
    "10200",
]
"""Intuit's page of error codes; 0, "success", is none."""
OTHERS = ["2390", "3001", "3100", "3201", "6560"]
"""Codes of the gateway before the service, and of users' reports."""
LATER = {"140", "150", "600", "1000", "1010", "1020", "3001", "5010", "10000", "10100"}
RECONNECT = {"100", "110", "120", "130", "3100", "3200", "3201", "3202", "6190", "10200"}


def position(*, codes: str = "", words: str = "") -> int:
    """Where the row with these codes and words is; words may be a part of the row's."""
    [found] = [n for n, row in enumerate(TABLE) if row.codes == codes and words in row.words][:1]
    return found


def test_no_row_is_there_twice_and_only_the_last_fits_everything() -> None:
    keys = [(row.codes, row.words) for row in TABLE]

    assert len(set(keys)) == len(keys)
    assert [n for n, key in enumerate(keys) if key == ("", "")] == [len(TABLE) - 1]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        # QuickBooks has sent the words of one error under the code of another.
        ({"words": "period (has )?closed"}, {"codes": "5010"}),
        ({"words": "duplicate document number"}, {"codes": "6200 6210"}),
        ({"words": "request_?id"}, {"codes": "6000"}),
        # A code with words comes before the same code with any.
        ({"codes": "610", "words": "inactive"}, {"codes": "610"}),
        ({"words": "unexpected"}, {"codes": "6000"}),
        ({"words": "duplicate request"}, {"codes": "6000"}),
        ({"codes": "100", "words": "auth"}, {"codes": "100 110 3200 3201 3202"}),
        # A company that is down, or a service that failed, before what the error is about.
        ({"words": "statusCode=5"}, {"codes": "120"}),
        ({"words": "SystemFault"}, {"codes": "6240"}),
        # The company as a whole comes before one record, and known codes before classes of errors.
        ({"codes": "6190"}, {"words": "period (has )?closed"}),
        ({"codes": "100", "words": "auth"}, {"words": "Authentication"}),
        ({"codes": "10000"}, {"words": "SystemFault"}),
    ],
)
def test_the_narrower_row_comes_first(earlier: dict[str, str], later: dict[str, str]) -> None:
    rows_with_words_only = [n for n, row in enumerate(TABLE) if row.words and not row.codes]
    first = position(**earlier)
    second = (
        max(n for n, row in enumerate(TABLE) if row.codes == later["codes"] and not row.words)
        if "codes" in later
        else next(n for n in rows_with_words_only if later["words"] in TABLE[n].words)
    )
    assert first < second


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.codes or row.words or "any")
def test_every_row_is_a_sentence_and_a_step(row: Row) -> None:
    re.compile(row.words)
    filled = row.sentence.format(
        record="a bill", Record="A bill", returned="It is so.", code="1", tax="VAT"
    )

    assert filled[0].isupper()
    assert row.what_to_do[0].isupper()
    assert row.what_to_do.endswith(".")
    assert filled.endswith(".")


@pytest.mark.parametrize("code", DOCUMENTED + OTHERS)
def test_every_documented_code_has_a_row_of_its_own(code: str) -> None:
    row = TABLE[row_of(Fault(code, "Some message", "Some detail"))]

    assert code in row.codes.split()
    if code in LATER:
        assert row.recovery is Recovery.RETRY_LATER
    elif code in RECONNECT:
        assert row.recovery is Recovery.RECONNECT
    else:
        assert row.recovery in (Recovery.ON_HOLD, Recovery.FAULT)
        assert not row.doubtful


@pytest.mark.parametrize("code", DOCUMENTED + OTHERS)
def test_what_a_bookkeeper_reads_names_no_field_of_the_api(code: str) -> None:
    fault = Fault(code, "Business Validation Error", "VendorRef and Line.Amount: <b>DocNumber</b>")

    sentence = translate((fault,), "bill TR-1 of $1.00").sentence

    assert not re.search(r"Ref\b|DocNumber|Line\.|<|  ", sentence), sentence


def test_both_codes_for_a_feature_that_is_not_there_mean_the_same() -> None:
    assert {"5020", "5030"} == NOT_IN_SUBSCRIPTION
    assert len({row_of(Fault(code)) for code in NOT_IN_SUBSCRIPTION}) == 1


def test_what_is_doubtful_is_tried_later() -> None:
    assert all(row.recovery is Recovery.RETRY_LATER for row in TABLE if row.doubtful)


def test_who_can_help_is_in_the_step() -> None:
    for row in TABLE:
        if row.recovery is Recovery.FAULT:
            assert "support" in row.what_to_do
        if row.recovery is Recovery.RETRY_LATER:
            assert "No action is needed." in row.what_to_do
