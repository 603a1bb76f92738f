"""What a call carries: its name is the caller's, without a folder and without what can't be seen."""

from __future__ import annotations

import pytest

from include.core_backoffice.push.bodies import WrongType, arrival_name


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"content-type": "application/json"}, "push msg_1.json"),
        ({"content-type": "Application/JSON; charset=utf-8"}, "push msg_1.json"),
        ({"content-type": "application/x-ndjson"}, "push msg_1.jsonl"),
        ({"content-type": "text/csv"}, "push msg_1.csv"),
        ({"content-type": "application/octet-stream"}, "push msg_1"),
        ({"content-type": "text/csv", "corebooks-file-name": "Nov.csv"}, "Nov.csv"),
        ({"content-type": "text/csv", "corebooks-file-name": "B%C3%BCro%202.csv"}, "Büro 2.csv"),
        ({"content-type": "text/csv", "corebooks-file-name": "../../etc/passwd"}, "passwd"),
        ({"content-type": "text/csv", "corebooks-file-name": "C:\\a\\b.csv"}, "b.csv"),
        ({"content-type": "text/csv", "corebooks-file-name": "a%0Ab%00.csv"}, "a b .csv"),
        ({"content-type": "text/csv", "corebooks-file-name": "a/"}, "push msg_1.csv"),
        (
            {"content-type": "text/csv", "corebooks-file-name": "x" * 500 + ".csv"},
            "x" * 196 + ".csv",
        ),
    ],
)
def test_an_import_is_called_as_its_caller_calls_it(headers: dict[str, str], name: str) -> None:
    assert arrival_name(headers, "msg_1") == name


def test_a_call_of_backoffice_has_no_id_to_be_called_by() -> None:
    assert arrival_name({"content-type": "application/json"}, "") == "push of BackOffice.json"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/html"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
def test_what_is_no_import_is_told(headers: dict[str, str]) -> None:
    with pytest.raises(WrongType):
        arrival_name(headers, "msg_1")
