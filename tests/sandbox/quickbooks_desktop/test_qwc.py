"""The .qwc file: what the Web Connector takes, and what it does not."""

from __future__ import annotations

import pytest

from sandbox.quickbooks_desktop.qwc import QwcRefused, read_qwc

FIELDS = {
    "AppName": "CoreBooks",
    "AppID": "",
    "AppURL": "https://books.example.com/qbwc",
    "AppDescription": "Posts disbursements",
    "AppSupport": "https://books.example.com/support",
    "UserName": "willow",
    "OwnerID": "{57F3B9B1-86F1-4FCC-B1EE-566DE1813D20}",
    "FileID": "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}",
    "QBType": "QBFS",
}


def qwc(**changes: str | None) -> str:
    """A .qwc file; None leaves an element out. A local address is its own support page."""
    fields: dict[str, str | None] = {**FIELDS, **changes}
    url = changes.get("AppURL")
    if url and "AppSupport" not in changes:
        fields["AppSupport"] = url
    inner = "".join(
        f"<{name}>{value}</{name}>" for name, value in fields.items() if value is not None
    )
    return f'<?xml version="1.0"?><QBWCXML>{inner}</QBWCXML>'


def test_what_is_read() -> None:
    found = read_qwc(
        qwc(
            AuthFlags="0xF",
            IsReadOnly="false",
            Scheduler="<RunEveryNMinutes>15</RunEveryNMinutes>",
            Style="Document",
        )
    )
    assert found.url == "https://books.example.com/qbwc"
    assert found.user_name == "willow"
    assert found.run_every_seconds == 900
    assert found.auth_flags == 0xF
    assert found.file_id == FIELDS["FileID"]


def test_seconds_count_as_well() -> None:
    found = read_qwc(qwc(Scheduler="<RunEveryNSeconds>30</RunEveryNSeconds>"))
    assert found.run_every_seconds == 30
    assert read_qwc(qwc()).run_every_seconds is None


def test_localhost_needs_no_https() -> None:
    assert read_qwc(qwc(AppURL="http://localhost:8080/qbwc")).url == "http://localhost:8080/qbwc"


@pytest.mark.parametrize(
    ("flags", "product", "admitted"),
    [
        ("0x0", "QuickBooks Desktop Pro 2024", True),
        ("0xF", "QuickBooks Desktop Pro 2024", True),
        ("0x8", "QuickBooks Desktop Pro 2024", False),
        ("0x8", "QuickBooks Desktop Enterprise Solutions 24.0", True),
        ("0x6", "QuickBooks Desktop Premier 2024", True),
    ],
)
def test_auth_flags_name_the_editions(flags: str, product: str, admitted: bool) -> None:
    assert read_qwc(qwc(AuthFlags=flags)).admits(product) is admitted


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"AppURL": "http://books.example.com/qbwc"}, "must be https"),
        ({"AppURL": "books.example.com"}, "must be an address"),
        ({"AppSupport": "https://elsewhere.example.com/"}, "domain of AppURL"),
        ({"UserName": None}, "UserName is missing"),
        ({"UserName": ""}, "UserName is empty"),
        ({"OwnerID": "57F3B9B1-86F1-4FCC-B1EE-566DE1813D20"}, "OwnerID must be a GUID"),
        ({"FileID": "{1}"}, "FileID must be a GUID"),
        ({"QBType": "QBO"}, "QBType must be one of"),
        ({"Password": "secret"}, "Password is not known"),
        ({"AuthFlags": "all"}, "hexadecimal"),
        ({"Scheduler": "<RunEveryNMinutes>0</RunEveryNMinutes>"}, "above zero"),
        ({"Scheduler": "<RunNow/>"}, "RunEveryNMinutes"),
        ({"IsReadOnly": "no"}, "IsReadOnly must be one of"),
    ],
)
def test_what_the_web_connector_does_not_take(
    changes: dict[str, str | None], sentence: str
) -> None:
    with pytest.raises(QwcRefused, match=sentence):
        read_qwc(qwc(**changes))


@pytest.mark.parametrize(
    "text", ["nothing", "<QBWC/>", qwc().replace("<AppID", "<AppName>x</AppName><AppID")]
)
def test_files_that_are_none(text: str) -> None:
    with pytest.raises(QwcRefused):
        read_qwc(text)
