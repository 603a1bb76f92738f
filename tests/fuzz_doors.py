"""Anything at all at every door: no page fails, nothing is read without an end. Run as a program.

python -m tests.fuzz_doors [SECONDS [DOOR ...]]; what fails is printed with what was sent. It isn't part of the suite:
each kind that it found has its row in the tests of the door.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from include.core_backoffice.push.bodies import WrongType, arrival_name
from include.core_backoffice.push.signatures import (
    Dialect,
    PushSecret,
    Unsigned,
    is_signed,
    signature_in,
)
from include.core_backoffice.rest.answers import AnswerUnreadable, parsed
from include.core_backoffice.sql.statements import ParamStyle, QueryRefused, read_statement
from include.database.setup.schedules import is_schedule, shortest_gap
from include.plain_text import plain
from include.provider import run_conf
from include.provider.dags.run_form import BLANK
from include.provider.stops import ActionNeeded
from include.quickbooks.desktop.wire.qbxml import QbxmlUnreadable, read_answer
from include.quickbooks.online.webhooks import WebhookUnreadable, reported_changes
from include.quickbooks.online.wire import exact_json
from include.quickbooks.online.wire.error_codes.fault_translation import translate
from include.quickbooks.online.wire.error_codes.faults import faults_in
from include.web.frame.schedules import in_words, next_times
from include.web_connector.soap import EnvelopeRejected, read_call

TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "9" * 30,
            "..",
            "%00",
            "a\nb",
            "٣",
            "2026-13-40",
            "9999-12-31",
            "1e9",
            "'",
            "<",
            "null",
        ]
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
CRON = st.lists(
    st.text(alphabet="0123456789*,-/RLMON?#@ ", min_size=1, max_size=6), min_size=1, max_size=6
).map(" ".join)
MARKUP = st.lists(
    st.sampled_from(
        [
            "<a>",
            "</a>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?x",
            "?>",
            "<!DOCTYPE a>",
            "&#11;",
            "&e;",
            "\0",
        ]
    )
    | TEXT,
    max_size=20,
).map("".join)
FIELDS = (
    "q",
    "since",
    "until",
    "page",
    "who",
    "workflow",
    "outcome",
    "status",
    "run",
    "cause",
    "id",
    "seen",
)


PUSH_HEADERS = (
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "x-brokermint-webhook-signature",
    "content-type",
    "content-encoding",
    "corebooks-file-name",
)
SQL = st.lists(
    st.sampled_from(
        [
            "'",
            '"',
            "`",
            ";",
            "--",
            "/*",
            "*/",
            "\n",
            ":since",
            "::date",
            "$$",
            "%",
            "%s",
            "?",
            "1",
            "FROM d",
        ]
    )
    | TEXT,
    max_size=12,
).map(" ".join)
EVENT_FIELDS = (
    "type",
    "time",
    "intuitaccountid",
    "intuitentityid",
    "name",
    "id",
    "operation",
    "lastUpdated",
)


def soap(text: str, how: str) -> None:
    """An envelope."""
    with suppress(EnvelopeRejected):
        read_call(text.encode(how, "surrogatepass" if how == "utf-8" else "replace"))


def answers(text: str) -> None:
    """An answer of the PC."""
    with suppress(QbxmlUnreadable):
        read_answer(f"<QBXML><QBXMLMsgsRs>{text}</QBXMLMsgsRs></QBXML>")


def quickbooks(value: Any) -> None:
    """A fault of QuickBooks Online."""
    for body in (value, {"Fault": value}, {"fault": {"error": value}}, {"error": value}):
        faults = faults_in(body)
        if faults:
            translate(faults, "the request")


def form(value: dict[str, Any]) -> None:
    """A run form."""
    given_form = {"preview_only": False, **BLANK, **value}
    for read in (
        run_conf.company_of,
        run_conf.records_of,
        run_conf.changed_since_of,
        run_conf.purpose_of,
        run_conf.undo_of,
        run_conf.preview_of,
    ):
        try:
            read(given_form)
        except ActionNeeded as stopped:
            assert plain(str(stopped)) == str(stopped)  # noqa: PT017  (a finding)


def schedule(text: str) -> None:
    """What can be saved can be opened."""
    in_words(text)
    if is_schedule(text):
        shortest_gap(text)
        next_times(text, "America/Chicago", datetime.now(UTC))


def plain_twice(text: str) -> None:
    """Plain text stays as it is."""
    once = plain(text)
    assert plain(once) == once


def core(text: str) -> None:
    """An answer of CORE."""
    import httpx  # noqa: PLC0415

    with suppress(AnswerUnreadable):
        parsed(httpx.Response(200, content=text.encode("utf-8", "replace")))
    with suppress(ValueError):
        exact_json.loads(text)


def webhook(value: Any, fields: dict[str, Any]) -> None:
    """A webhook that Intuit signed."""
    event = {"type": "qbo.bill.updated.v1", "intuitaccountid": "1", "intuitentityid": "2"}
    entity = {"name": "Bill", "id": "2", "operation": "Update"}
    for body in (
        value,
        [value, {**event, **fields}],
        {"eventNotifications": value},
        {"eventNotifications": [{"realmId": "1", "dataChangeEvent": value}]},
        {
            "eventNotifications": [
                {"realmId": value, "dataChangeEvent": {"entities": [{**entity, **fields}, value]}}
            ]
        },
    ):
        with suppress(WebhookUnreadable):
            for change in reported_changes(json.dumps(body).encode()):
                assert plain(change.entry_id) == change.entry_id
                assert change.at is None or change.at.utcoffset() is not None


def push(headers: dict[str, str], body: bytes) -> None:
    """A call to a source that nobody signed."""
    known = [PushSecret(one, "whsec_c2VjcmV0") for one in Dialect]
    with suppress(Unsigned):
        assert not is_signed(body, signature_in(headers, datetime.now(UTC)), known)
    with suppress(WrongType):
        name = arrival_name(headers, "call")
        assert name == plain(name)
        assert "/" not in name


def query(text: str, since: str) -> None:
    """A query that somebody typed: what passes has its value bound."""
    with suppress(QueryRefused):
        statement = read_statement("deals", f"SELECT {text}")
        for style in ParamStyle:
            sql, parameters = statement.bound(style, f"<{since}>")
            assert f"<{since}>" not in sql
            assert statement.has_since is (parameters is not None)


def main() -> int:
    """Try every door for its part of the time."""
    logging.disable(logging.CRITICAL)
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    doors: list[tuple[str, Callable[..., None], tuple[Any, ...]]] = [
        ("soap", soap, (MARKUP, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "latin-1"]))),
        ("qbxml", answers, (MARKUP,)),
        ("faults", quickbooks, (JSON,)),
        ("run form", form, (st.dictionaries(st.sampled_from(list(BLANK)), JSON, max_size=5),)),
        ("cron", schedule, (CRON,)),
        ("plain", plain_twice, (st.text(),)),
        ("json", core, (MARKUP | JSON.map(str),)),
        ("push", push, (st.dictionaries(st.sampled_from(PUSH_HEADERS), TEXT), st.binary())),
        ("query", query, (SQL, TEXT)),
        ("webhook", webhook, (JSON, st.dictionaries(st.sampled_from(EVENT_FIELDS), JSON))),
    ]
    chosen = sys.argv[2:] or [*(name for name, _, _ in doors), "pages", "pages", "pages"]
    each = seconds / len(chosen)
    failed = [
        name
        for name, door, given_ in doors
        if name in chosen and not _try(name, door, given_, each)
    ]
    if "pages" in chosen:
        failed += _pages(each * chosen.count("pages"))
    print(f"failed: {', '.join(failed) or 'none'}")
    return len(failed)


def _try(name: str, door: Callable[..., None], strategies: tuple[Any, ...], seconds: float) -> bool:
    until, tried = time.monotonic() + seconds, 0

    @settings(
        max_examples=1_000_000,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.tuples(*strategies))
    def one(values: tuple[Any, ...]) -> None:
        nonlocal tried
        if time.monotonic() > until:
            raise KeyboardInterrupt
        tried += 1
        begun = time.monotonic()
        door(*values)
        assert time.monotonic() - begun < 5, values

    try:
        with suppress(KeyboardInterrupt):
            one()
    except Exception as error:  # noqa: BLE001  (that is what is looked for)
        print(f"{name}: {type(error).__name__}: {error}"[:2000])
        return False
    print(f"{name}: {tried} tried")
    return True


def _pages(seconds: float) -> list[str]:
    import pytest  # noqa: PLC0415

    from include.web.app import ROUTERS  # noqa: PLC0415
    from tests.sync.office import INCOME, KEY  # noqa: PLC0415
    from tests.sync.opening import open_office  # noqa: PLC0415
    from tests.web.office_pages import ADMIN, OfficePages  # noqa: PLC0415

    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    names = {name for route in routes if route.body_field for name in _fields_of(route)}
    strategies = (
        st.sampled_from(routes),
        st.lists(TEXT, min_size=4, max_size=4),
        st.dictionaries(st.sampled_from(FIELDS), TEXT, max_size=4),
        st.dictionaries(st.sampled_from(sorted(names)), TEXT, max_size=6),
    )
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW__CORE__FERNET_KEY", KEY)
        with open_office(Path(folder)) as office:
            office.core.post("/examples/A")
            pages = OfficePages(office.database, office)
            pages.run(INCOME)
            pages.sign_in(ADMIN)
            pages.refuses = "not now"
            done = _try("pages", partial(_ask_page, pages), strategies, seconds)
    return [] if done else ["pages"]


def _ask_page(
    pages: Any, route: APIRoute, parts: list[str], typed: dict[str, str], fields: dict[str, str]
) -> None:
    path, method = _path(route, list(parts)), next(iter(route.methods))
    if method == "GET":
        answer = pages.browser.get(f"/corebooks{path}", params=_sendable(typed))
    else:
        answer = pages.press(path, _sendable(fields))
    assert answer.status_code != 500, (method, path, typed, fields)
    # An address with a line break isn't led to our pages at all.
    if "%0A" not in path:
        assert "content-security-policy" in answer.headers, path


def _path(route: APIRoute, parts: list[str]) -> str:
    from tests.sync.office import COMPANY, INCOME  # noqa: PLC0415

    path = route.path
    for name in route.param_convertors:
        value = COMPANY if name == "company_id" else parts.pop() if parts else "1"
        if name == "category" and len(value) % 2:
            value = INCOME.value
        path = path.replace("{" + name + "}", quote(value, safe="", errors="replace"))
    return path


def _sendable(texts: dict[str, str]) -> dict[str, str]:
    return {name: text.encode("utf-8", "replace").decode() for name, text in texts.items()}


def _fields_of(route: APIRoute) -> list[str]:
    found = []
    for param in route.dependant.body_params:
        fields = getattr(param.field_info.annotation, "model_fields", None)
        found += list(fields) if fields else [param.alias]
    return found


if __name__ == "__main__":
    sys.exit(main())
