"""A billing statement out of its rows: lines with the payments that they carry, and payments of a table. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, get_args

from include.books.causes import HoldCause
from include.books.money import Cents
from include.core_backoffice.canonical.rows import (
    CanonicalLine,
    CanonicalPayment,
    CanonicalStatement,
    PersonRef,
)
from include.core_backoffice.mapping.deletions import is_marked
from include.core_backoffice.mapping.identity import deal_id
from include.core_backoffice.mapping.keys import key_texts
from include.core_backoffice.mapping.merging import Fields
from include.core_backoffice.mapping.persons import person
from include.core_backoffice.mapping.problems import RowProblem, quoted
from include.core_backoffice.mapping.profile import TableKind, Value
from include.core_backoffice.mapping.row import Row
from include.core_backoffice.records.billing import BillingStatus
from include.core_backoffice.records.people import PayeeKind

_STATUSES: Final = frozenset(get_args(BillingStatus))
_MAKE_UNIQUE: Final = "Correct the IDs in the file, then import it again."


def read_statement(id_: str, rows: Sequence[Row]) -> CanonicalStatement:
    """A statement. Of a file that has only payments, it has no lines and an agent without an ID.

    Args:
        id_: its identity.
        rows: all that have its key, of every table, in an order that doesn't depend on the file's.

    Raises:
        RowProblem: a row can't be used: then the statement isn't.
    """
    own = [row for row in rows if row.bound.table.of is TableKind.STATEMENTS]
    paid = [row for row in rows if row.bound.table.of is TableKind.PAYMENTS]
    fields = Fields(own, ("number", "office", "total", "currency"))
    Fields(paid, ("currency",))
    return CanonicalStatement(
        id=id_,
        number=fields.text("number") or _number_by_key(rows[0]),
        agent=_agent_of(own or paid, is_needed=bool(own)),
        office=fields.text("office"),
        lines=_lines(id_, own),
        payments=(*_carried(id_, own), *_of_table(id_, paid)),
        total_cents=fields.get("total"),
    )


def _number_by_key(row: Row) -> str:
    key = row.bound.table.key
    return key_texts(row.bound, row.cells, key)[0] if len(key) == 1 else ""


def _agent_of(rows: Sequence[Row], *, is_needed: bool) -> PersonRef:
    found: list[tuple[PersonRef, Row]] = []
    for row in rows:
        agent = person(row.bound.table.person, row)
        if agent is not None:
            found.append((agent, row))
    if not found:
        if not is_needed:
            return PersonRef(kind=PayeeKind.AGENT)
        raise rows[0].problem("", "names no agent.", cause=HoldCause.MISSING_AGENT)
    first, row = found[0]
    for other, other_row in found[1:]:
        if other.key != first.key:
            raise RowProblem(
                [row.spot, other_row.spot],
                f"are of one statement, but name two agents, {first.name} and {other.name}.",
                "Correct the agent or the statement in the file, then import it again.",
                cause=HoldCause.ROWS_DISAGREE,
            )
    return min((agent for agent, _ in found), key=lambda agent: (agent.name, agent.email))


# --- lines ---


def _lines(statement: str, rows: Iterable[Row]) -> tuple[CanonicalLine, ...]:
    found: dict[str, tuple[CanonicalLine, Row]] = {}
    for row in rows:
        line = _line(row)
        if line is None:
            continue
        own = _id_of_row(row)
        id_ = own or _free(_of_content(statement, line.to_json()), found)
        line = replace(line, id=id_)
        if id_ in found and found[id_][0] != line:
            raise _twice(found[id_][1], row, "line", own)
        found.setdefault(id_, (line, row))
    return tuple(found[id_][0] for id_ in sorted(found))


def _line(row: Row) -> CanonicalLine | None:
    fields = row.bound.table.fields
    cents = row.amount(fields.get("amount"))
    if cents is None:
        if row.amount(fields.get("payment_amount")) is not None:
            return None  # the row only has a payment
        raise _blank(row, "amount", HoldCause.NOT_A_NUMBER)
    name, billed_on = row.text(fields.get("line_name")), row.day(fields.get("billing_date"))
    if not name:
        raise _blank(row, "line_name", HoldCause.BAD_FIELD)
    if billed_on is None:
        raise _blank(row, "billing_date", HoldCause.BAD_FIELD)
    is_credit, cents = _direction(row, cents)
    return CanonicalLine(
        id="",
        name=" ".join(name.split()),
        is_credit=is_credit,
        amount_cents=cents,
        billing_date=billed_on,
        due_date=row.day(fields.get("due_date")),
        frequency=row.text(fields.get("frequency")),
        memo=row.text(fields.get("memo")),
        status=_status(row, fields.get("status")),
    )


def _direction(row: Row, cents: Cents) -> tuple[bool, Cents]:
    """Whether a line is a credit: as its column has it, else by the sign of the amount."""
    value = row.bound.table.fields.get("is_credit")
    if value is None:
        return cents < 0, abs(cents)
    if cents < 0:
        header = _header(row, "amount")
        raise row.problem(
            header,
            f"has an amount below zero in the column {quoted(header)}, beside a column for charges and "
            "credits.",
            "If the sign tells credits, take that column out of the import profile.",
            cause=HoldCause.NEGATIVE_AMOUNT,
        )
    return row.yes(value) is True, cents


def _status(row: Row, value: Value | None) -> BillingStatus | None:
    text = row.text(value).casefold().replace(" ", "_")
    if not text:
        return None
    if text not in _STATUSES:
        header = _header(row, "status")
        raise row.problem(
            header,
            f"has '{text}' in the column {quoted(header)}, which isn't a status of billing items.",
            "In the import profile, say what this text means.",
        )
    status: BillingStatus = text  # type: ignore[assignment]  # (checked above)
    return status


def _blank(row: Row, field: str, cause: HoldCause) -> RowProblem:
    header = _header(row, field)
    what = f"has nothing in the column {quoted(header)}." if header else f"has no {field}."
    return row.problem(header, what, cause=cause)


def _header(row: Row, field: str) -> str:
    value = row.bound.table.fields.get(field)
    return row.cell(value)[1] if value is not None else ""


# --- payments ---


@dataclass(frozen=True, slots=True)
class _Part:
    payment: CanonicalPayment
    row: Row


def _carried(statement: str, rows: Iterable[Row]) -> tuple[CanonicalPayment, ...]:
    """The payments that lines carry: each line's own, or parts of one where an ID says so."""
    by_id: dict[str, list[_Part]] = {}
    free: set[str] = set()
    for row in rows:
        payment = _payment(row, "payment_amount")
        if payment is None:
            continue
        own = payment.id
        id_ = own or _free(_of_content(statement, payment.to_json()), free)
        free.add(id_)
        by_id.setdefault(id_, []).append(_Part(payment, row))
    return tuple(_whole(id_, by_id[id_]) for id_ in sorted(by_id))


def _whole(id_: str, parts: Sequence[_Part]) -> CanonicalPayment:
    first = parts[0]
    for other in parts[1:]:
        one, two = first.payment, other.payment
        if (one.paid_on, one.method) != (two.paid_on, two.method):
            raise _twice(first.row, other.row, "payment", id_)
        if one.amount_cents == two.amount_cents:
            raise RowProblem(
                [first.row.spot, other.row.spot],
                f"have the payment {id_} with the same amount. It isn't clear whether each row has a part "
                "or the whole.",
                "Put payments on a sheet of their own, each on one row, then import the file again.",
                cause=HoldCause.DUPLICATE_ROWS,
            )
    cents = sum(part.payment.amount_cents for part in parts)
    return replace(first.payment, id=id_, amount_cents=cents)


def _of_table(statement: str, rows: Iterable[Row]) -> tuple[CanonicalPayment, ...]:
    found: dict[str, tuple[CanonicalPayment, Row]] = {}
    for row in rows:
        if is_marked(row):
            continue
        payment = _payment(row, "amount")
        if payment is None:
            raise _blank(row, "amount", HoldCause.NOT_A_NUMBER)
        own = _id_of_row(row) or payment.id
        id_ = own or _free(_of_content(statement, payment.to_json()), found)
        payment = replace(payment, id=id_)
        if id_ in found and found[id_][0] != payment:
            raise _twice(found[id_][1], row, "payment", own)
        found.setdefault(id_, (payment, row))
    return tuple(found[id_][0] for id_ in sorted(found))


def removed_payments(statement: str, rows: Iterable[Row]) -> tuple[str, ...]:
    """The IDs of a statement's payments that rows of payments mark as deleted.

    Args:
        statement: the statement's identity.
        rows: all that have its key.

    Raises:
        RowProblem: a row has neither the payment's ID nor what it was made of.
    """
    found: list[str] = []
    for row in rows:
        if row.bound.table.of is not TableKind.PAYMENTS or not is_marked(row):
            continue
        named = row.text(row.bound.table.fields.get("payment_id"))
        own = _id_of_row(row) or (deal_id((named,)) if named else "")
        found.append(own or _of_content(statement, _as_it_was(row).to_json()))
    return tuple(sorted(found))


def _as_it_was(row: Row) -> CanonicalPayment:
    payment = _payment(row, "amount")
    if payment is None:
        raise row.problem(
            "",
            "is marked as deleted, but has neither the payment's ID nor its amount.",
            "Send the payment's ID, or the row as it was.",
            cause=HoldCause.ROW_WITHOUT_ID,
        )
    return payment


def _payment(row: Row, amount: str) -> CanonicalPayment | None:
    fields = row.bound.table.fields
    cents = row.amount(fields.get(amount))
    if cents is None or (cents == 0 and amount == "payment_amount"):
        return None
    paid_on = row.day(fields.get("paid_on"))
    if paid_on is None:
        raise _blank(row, "paid_on", HoldCause.BAD_FIELD)
    own = row.text(fields.get("payment_id"))
    return CanonicalPayment(
        id=deal_id((own,)) if own else "",
        amount_cents=cents,
        paid_on=paid_on,
        method=row.text(fields.get("method")),
    )


# --- identities ---


def _id_of_row(row: Row) -> str:
    """The identity of a line or payment by its own columns; "" where the profile has none.

    Raises:
        RowProblem: one of them is blank.
    """
    headers = row.bound.table.key_of_each_row
    if not headers:
        return ""
    texts = key_texts(row.bound, row.cells, headers)
    if not all(texts):
        header = headers[texts.index("")]
        raise row.problem(
            header,
            f"has nothing in the column {quoted(header)}, which identifies the row.",
            cause=HoldCause.ROW_WITHOUT_ID,
        )
    return deal_id(texts)


def _of_content(statement: str, content: object) -> str:
    text = f"{statement}\x1f{content!r}"
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _free(id_: str, taken: Container[str]) -> str:
    """The ID itself for the first of rows that are alike, then numbered."""
    free, count = id_, 1
    while free in taken:
        count += 1
        free = f"{id_}-{count}"
    return free


def _twice(first: Row, other: Row, what: str, id_: str) -> RowProblem:
    return RowProblem(
        [first.spot, other.spot],
        f"have the same {what} {id_}, but not the same values.",
        _MAKE_UNIQUE,
        cause=HoldCause.DUPLICATE_ROWS,
    )
