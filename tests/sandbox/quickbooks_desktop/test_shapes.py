"""What the company file takes and what Intuit's schema allows are the same, both ways."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sandbox.quickbooks_desktop.processor import KNOWN
from sandbox.quickbooks_desktop.qbxml.shape import SHAPES, Body, Shape
from sandbox.quickbooks_desktop.queries import FORMS, LISTS
from sandbox.quickbooks_desktop.refusals import RequestProcessorError
from tests.profiles import examples
from tests.sandbox.quickbooks_desktop.bookkeeper import message, request, xml
from tests.sandbox.quickbooks_desktop.oracle import problems, schema

_VALUES = {
    "b": "true",
    "date": "2026-03-05",
    "time": "2026-03-05T10:00:00",
    "amt": "12.50",
    "price": "1.25",
    "pct": "5.5",
    "qty": "3",
    "int": "7",
    "float": "1.5",
    "id": "1A-1795431489",
    "guid": "{57F3B9B1-86F1-4FCC-B1EE-566DE1813D20}",
}


def sample(kind: str) -> str:
    """A value that a field of this kind takes."""
    if kind.startswith("="):
        return kind[1:].split("/", maxsplit=1)[0]
    return _VALUES.get(kind, "a")


@st.composite
def bodies(draw: st.DrawFn, shape: Shape, likely: float = 0.5) -> dict[str, Any]:
    """Some of a shape's fields, in its order, some more than once; allowed or not."""
    body: dict[str, Any] = {}
    for field in shape.fields.values():
        if draw(st.floats(0, 1)) > likely:
            continue
        times = draw(st.integers(1, 2)) if field.many else 1
        inner = field.shape
        found = [
            draw(bodies(inner, likely / 1.5)) if inner else sample(field.kind) for _ in range(times)
        ]
        body[field.name] = found
    return body


def accepted(shape: Shape, element: etree._Element) -> bool:
    try:
        shape.check(element)
    except RequestProcessorError:
        return False
    return True


@pytest.mark.skipif(schema() is None, reason="Intuit's schema is not at hand")
@pytest.mark.parametrize("name", sorted(KNOWN))
@settings(max_examples=examples(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_requests_are_taken_exactly_when_the_schema_allows_them(
    name: str, data: st.DataObject
) -> None:
    shape = SHAPES[name]
    body = data.draw(bodies(shape, data.draw(st.sampled_from([0.15, 0.4]))))
    content = xml(body)
    bare = name.endswith("Query") or name in ("TxnDel", "TxnVoid", "ListDel")
    sent = message(request(name, content if bare else f"<{name}>{content}</{name}>"))
    element = etree.fromstring(f"<{name}>{content}</{name}>")
    assert accepted(shape, element) == (problems(sent) == []), problems(sent)


@pytest.mark.skipif(schema() is None, reason="Intuit's schema is not at hand")
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_fields_in_another_order_are_taken_by_neither(name: str) -> None:
    shape = SHAPES[name]
    plain = [field for field in shape.fields.values() if field.shape is None]
    fields = {field.name: sample(field.kind) for field in reversed(plain)}
    if len(fields) < 2:
        return
    element = etree.fromstring(f"<{name}>{xml(fields)}</{name}>")
    assert not accepted(shape, element)


_OF_THE_KIND = {
    "TxnType": "Invoice",
    "LinkType": "AMTTYPE",
    "AccountType": "Bank",
    "SpecialAccountType": "UndepositedFunds",
    "CashFlowClassification": "None",
    "PaymentMethodType": "Check",
    "DataExtType": "STR255TYPE",
}
_RETS = sorted({(name, kind) for name, kinds in {**LISTS, **FORMS}.items() for kind in kinds})


def whole(shape: Shape) -> Body:
    """Every field of a shape; of a choice, the last."""
    body: Body = {}
    for field in shape.fields.values():
        if field.name in ("RatePercent", "PricePercent", "SalesAndPurchase"):
            continue
        one = whole(field.shape) if field.shape else _OF_THE_KIND.get(field.name)
        body[field.name] = [one or sample(field.kind)] * (2 if field.many else 1)
    return body


@pytest.mark.skipif(schema() is None, reason="Intuit's schema is not at hand")
@pytest.mark.parametrize(("name", "kind"), _RETS)
def test_whole_objects_are_shown_as_the_schema_says(name: str, kind: str) -> None:
    status = {"statusCode": "0", "statusSeverity": "Info", "statusMessage": "Status OK"}
    root = etree.Element("QBXML")
    response = etree.SubElement(etree.SubElement(root, "QBXMLMsgsRs"), f"{name}Rs", status)
    SHAPES[f"{kind}Ret"].write(
        etree.SubElement(response, f"{kind}Ret"), whole(SHAPES[f"{kind}Ret"])
    )
    assert problems(etree.tostring(root, encoding="unicode")) == []
