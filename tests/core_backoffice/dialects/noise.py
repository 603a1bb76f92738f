"""What goes wrong in real files, each kind on one deal's rows. What a layout can't see isn't made for it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from typing import TypeAlias

from include.core_backoffice.mapping.profile import DateOrder
from tests.core_backoffice.dialects.cells import Line, Logical, Money
from tests.core_backoffice.dialects.layout import Layout

_IDS = frozenset({"Agent ID", "agent ID", "Agent Code", "agent_no"})
"""Columns of an ID that settles who the agent is, whatever the name."""
Noise: TypeAlias = Callable[[random.Random, Layout, list[Line]], list[Line] | None]
"""Spoils rows of one deal; None where its layout has nothing to spoil."""


def text_amount(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """An amount is "see attached"."""
    return _amount(rng, layout, lines, lambda _: "see attached")


def percent_amount(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """A percentage stands where an amount should."""
    return _amount(rng, layout, lines, lambda _: "45%")


def canadian(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """An amount is in Canadian dollars."""
    return _amount(rng, layout, lines, lambda money: f"CAD {money.dollars}")


def formula_error(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """A formula failed."""
    return _amount(rng, layout, lines, lambda _: "#REF!")


def fraction(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """An amount has a fraction of a cent."""
    return _amount(rng, layout, lines, lambda money: f"{money.dollars}5")


def huge(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """An amount is beyond what QuickBooks holds."""
    return _amount(rng, layout, lines, lambda _: "99999999999999.00")


def negative(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """An amount has the wrong sign."""
    spots = [
        (at, name) for at, name in _amounts(layout, lines) if lines[at].cells[name] != Money(0)
    ]
    return _amount(rng, layout, lines, lambda money: Money(-money.cents), spots)


def one_cent(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """A stated figure is off by a cent."""
    spots = _balanced(layout, lines)
    return _amount(
        rng, layout, lines, lambda money: Money(money.cents + rng.choice((-1, 1))), spots
    )


def blank_amount(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """An amount is missing."""
    spots = _balanced(layout, lines)
    return _amount(rng, layout, lines, lambda _: None, spots)


def swapped_amounts(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """The gross commission and another amount of a row have changed places.

    Two amounts on the same side of the identity may do so unseen: an agent's net and the company's.
    """
    gross = layout.profile.tables[0].fields["gross"].columns[0]
    spots = [
        (at, header)
        for at, header in _balanced(layout, lines)
        if header != gross and isinstance(lines[at].cells.get(gross), Money)
    ]
    if not spots:
        return None
    at, header = rng.choice(spots)
    cells = lines[at].cells
    line = lines[at].with_cell(gross, cells[header]).with_cell(header, cells[gross])
    return [*lines[:at], line, *lines[at + 1 :]]


def swapped_with_name(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """An amount and the agent's name have changed places."""
    spots = [
        (at, header, agent)
        for at, header in _amounts(layout, lines)
        for agent in layout.agents
        if lines[at].cells.get(agent)
    ]
    if not spots:
        return None
    at, header, agent = rng.choice(spots)
    cells = lines[at].cells
    line = lines[at].with_cell(header, cells[agent]).with_cell(agent, cells[header])
    return [*lines[:at], line, *lines[at + 1 :]]


def swapped_emails(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """The agent's name and email address have changed places."""
    del rng
    if not layout.emails:
        return None
    name, email = layout.agents[0], layout.emails[0]
    return [
        line.with_cell(name, line.cells.get(email)).with_cell(email, line.cells.get(name))
        for line in lines
    ]


def no_key(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """A row lacks the deal's number."""
    return _one_line(rng, lines, layout.key, "", _telling(lines)) if layout.key else None


def strange_key(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """A row has another number, which no deal has."""
    if not layout.key or len(_telling(lines)) == 1:
        return None
    return _one_line(rng, lines, layout.key, "TR-2O26-1", _telling(lines))


def no_agent(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """A row names no agent."""
    spots = [at for at, line in enumerate(lines) if line.cells.get(layout.agents[0])]
    if not spots:
        return None
    at = rng.choice(spots)
    line = lines[at]
    for header in (*layout.agents, *layout.emails):
        line = line.with_cell(header, "")
    if layout.name.startswith("BoldTrail import"):
        line = line.with_cell("Agent 1 Last Name", "")
    return [*lines[:at], line, *lines[at + 1 :]]


def two_agents(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """Two agents are in one cell; where an ID names one of them, the layout tells who it is."""
    names = {name for headers in layout.headers.values() for name in headers}
    if names & _IDS or layout.agents[0].endswith("First Name"):
        return None
    spots = [at for at, line in enumerate(lines) if line.cells.get(layout.agents[0])]
    return _one_line(rng, lines, layout.agents[0], "Jane Doe, Tom Lead", spots)


def impossible_day(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """The closing date is no day."""
    return _day(rng, layout, lines, rng.choice(("13/45/2026", "02/30/2026", "soon", "00/00/0000")))


def day_in_another_order(
    rng: random.Random, layout: Layout, lines: list[Line]
) -> list[Line] | None:
    """The closing date is written as the file's other dates aren't."""
    orders = {DateOrder.MDY: "26/11/2026", DateOrder.DMY: "11/26/2026", DateOrder.YMD: "11/26/2026"}
    return _day(rng, layout, lines, orders.get(layout.profile.tables[0].dates, "26/11/2026"))


def two_days(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """Rows of one deal have two closing dates."""
    spots = [at for at, line in enumerate(lines) if line.cells.get(layout.day)]
    if len(spots) < 2:
        return None
    return _one_line(rng, lines, layout.day, dt.date(2026, 12, 24), spots)


def unknown_status(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """The status is a word that the profile doesn't know, or missing on all rows."""
    word = rng.choice(("On fire", "", "closed?"))
    if word:
        spots = [at for at, line in enumerate(lines) if line.cells.get(layout.status)]
        return _one_line(rng, lines, layout.status, word, spots)
    return [
        line.with_cell(layout.status, "") if line.cells.get(layout.status) else line
        for line in lines
    ]


def repeated(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """The deal is in the file twice."""
    del rng, layout
    return [*lines, *lines]


def repeated_otherwise(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """The deal is in the file twice, with another amount the second time."""
    spots = _balanced(layout, lines) or _amounts(layout, lines)
    again = _amount(rng, layout, lines, lambda money: Money(money.cents + 100), spots)
    return [*lines, *again] if again else None


def a_row_short(rng: random.Random, layout: Layout, lines: list[Line]) -> list[Line] | None:
    """One of several rows is missing."""
    if len(lines) < 2 or not layout.has_balance:
        return None
    at = rng.choice(_telling(lines))
    return [*lines[:at], *lines[at + 1 :]]


KINDS: tuple[Noise, ...] = (
    text_amount,
    no_key,
    one_cent,
    no_agent,
    impossible_day,
    repeated,
    unknown_status,
    canadian,
    swapped_amounts,
    two_agents,
    percent_amount,
    repeated_otherwise,
    formula_error,
    strange_key,
    swapped_with_name,
    blank_amount,
    two_days,
    fraction,
    negative,
    swapped_emails,
    huge,
    a_row_short,
    day_in_another_order,
)


def spoil(
    rng: random.Random, layout: Layout, deals: Sequence[list[Line]], part: float
) -> tuple[list[list[Line]], dict[int, str]]:
    """Spoil a part of all deals, each with the next kind of noise that its layout can have.

    Returns:
        The rows by deal, and by deal's place in them the name of its noise.
    """
    spoiled = list(deals)
    kinds: dict[int, str] = {}
    chosen = rng.sample(range(len(deals)), round(len(deals) * part))
    turn = rng.randrange(len(KINDS))
    for at in chosen:
        for step in range(len(KINDS)):
            kind = KINDS[(turn + step) % len(KINDS)]
            lines = kind(rng, layout, deals[at])
            if lines is not None:
                spoiled[at], kinds[at] = lines, kind.__name__
                turn += step + 1
                break
    return spoiled, kinds


def _amounts(layout: Layout, lines: list[Line]) -> list[tuple[int, str]]:
    known = layout.amounts
    return [
        (at, header)
        for at, line in enumerate(lines)
        for header, cell in line.cells.items()
        if isinstance(cell, Money) and (header in known if known else header.endswith("$"))
    ]


def _balanced(layout: Layout, lines: list[Line]) -> list[tuple[int, str]]:
    """Amounts that others of the layout contradict when they change."""
    telling = _telling(lines)
    return [
        (at, name) for at, name in _amounts(layout, lines) if at in telling and layout.has_balance
    ]


def _telling(lines: list[Line]) -> list[int]:
    """Rows whose amount others contradict.

    They aren't those of what the company takes from its own share; nor, where no agent's net is stated,
    of what passes from an agent to somebody else.
    """
    return [
        at
        for at, line in enumerate(lines)
        if "Franchise fee" not in line.cells.values()
        and not (line.cells.get("Entity Type") == "Agent Fee" and line.cells.get("Payee Type"))
    ]


def _amount(
    rng: random.Random,
    layout: Layout,
    lines: list[Line],
    change: Callable[[Money], Logical],
    spots: Sequence[tuple[int, str]] | None = None,
) -> list[Line] | None:
    spots = _amounts(layout, lines) if spots is None else spots
    if not spots:
        return None
    at, header = rng.choice(spots)
    cell = lines[at].cells[header]
    assert isinstance(cell, Money)
    return _one_line(rng, lines, header, change(cell), [at])


def _day(rng: random.Random, layout: Layout, lines: list[Line], text: str) -> list[Line] | None:
    spots = [at for at, line in enumerate(lines) if line.cells.get(layout.day)]
    return _one_line(rng, lines, layout.day, text, spots)


def _one_line(
    rng: random.Random,
    lines: list[Line],
    header: str,
    value: Logical,
    spots: Sequence[int] | None = None,
) -> list[Line]:
    at = rng.choice(spots if spots is not None else range(len(lines)))
    return [*lines[:at], lines[at].with_cell(header, value), *lines[at + 1 :]]
