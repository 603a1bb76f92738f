"""The records that the contract is tried with: a small brokerage, and the worked examples A to E.

Amounts in cents.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from include.core_backoffice.canonical.rows import (
    CanonicalDeal,
    CanonicalItem,
    CanonicalLine,
    CanonicalPayment,
    CanonicalPerson,
    CanonicalStatement,
    ItemKind,
    PersonRef,
)
from include.core_backoffice.records.people import PayeeKind

CLOSED = dt.date(2026, 6, 30)
ZONE = "America/Los_Angeles"
DAY = dt.date(2026, 7, 1)

JANE = CanonicalPerson(
    kind=PayeeKind.AGENT, id="101", given_name="Jane", family_name="Doe", email="jane@example.com"
)
LEE = CanonicalPerson(
    kind=PayeeKind.AGENT, id="102", given_name="Lee", family_name="Lawson", email="lee@example.com"
)
ACME = CanonicalPerson(kind=PayeeKind.VENDOR, id="201", company="Acme Realty")
PEOPLE = (JANE, LEE, ACME)


def ref(person: CanonicalPerson) -> PersonRef:
    """A person as rows name them."""
    name = f"{person.given_name} {person.family_name}".strip() or person.company
    return PersonRef(
        kind=person.kind,
        id=person.id,
        name=name,
        given_name=person.given_name,
        family_name=person.family_name,
        company=person.company,
        email=person.email,
    )


def item(
    kind: ItemKind,
    cents: int,
    name: str = "",
    *,
    agent: CanonicalPerson | None = None,
    payee: CanonicalPerson | None = None,
    sync: bool | None = None,
    create_payment: bool | None = None,
) -> CanonicalItem:
    """An item of the listing side."""
    return CanonicalItem(
        kind=kind,
        name=name,
        amount_cents=cents,
        side="listing",
        agent=ref(agent) if agent else None,
        payee=ref(payee) if payee else None,
        sync=sync,
        create_payment=create_payment,
    )


def deal(
    number: int,
    *items: CanonicalItem,
    gross: int = 10_000_00,
    status: str = "closed",
    is_final: bool = True,
) -> CanonicalDeal:
    """A transaction; without items of its own, Jane gets 80% of the gross commission."""
    own = items or (
        item(ItemKind.AGENT_SPLIT, gross * 80 // 100, agent=JANE),
        item(ItemKind.BROKERAGE_NET, gross - gross * 80 // 100),
    )
    return CanonicalDeal(
        id=str(number),
        number=f"TR-2026-{number}",
        address=f"{number} Aldon Drive",
        city="Chester",
        state="CA",
        zip="96020",
        status=status,
        is_final=is_final,
        closing_date=CLOSED,
        timezone=ZONE,
        representing="seller",
        gross_cents=gross,
        items=own,
    )


def statement(
    number: int,
    agent: CanonicalPerson = JANE,
    *,
    lines: tuple[tuple[str, int], ...] = (("Desk fee", 95_00),),
    paid: tuple[int, ...] = (),
) -> CanonicalStatement:
    """A billing statement; a line below zero is a credit, a payment below zero a refund."""
    return CanonicalStatement(
        id=str(number),
        number=f"BL-2026-{number}",
        agent=ref(agent),
        lines=tuple(
            CanonicalLine(
                id=str(number * 10 + place),
                name=name,
                is_credit=cents < 0,
                amount_cents=abs(cents),
                billing_date=DAY,
                due_date=DAY + dt.timedelta(days=14),
                frequency="monthly",
            )
            for place, (name, cents) in enumerate(lines, start=1)
        ),
        payments=tuple(
            CanonicalPayment(
                id=str(number * 100 + place),
                amount_cents=cents,
                paid_on=DAY + dt.timedelta(days=place),
                method="card",
            )
            for place, cents in enumerate(paid, start=1)
        ),
        total_cents=sum(cents for _, cents in lines),
    )


EXAMPLE_A = deal(
    7001,
    item(ItemKind.AGENT_SPLIT, 8_000_00, agent=JANE),
    item(ItemKind.AGENT_DEBIT, 160_00, "Team leader fee", agent=JANE, payee=LEE),
    item(ItemKind.AGENT_NET, 7_840_00, agent=JANE),
    item(ItemKind.BROKERAGE_NET, 2_000_00),
)
"""A team leader's fee of 2% of the agent's share."""


def _referral(number: int, *, sync: bool, create_payment: bool) -> CanonicalDeal:
    return deal(
        number,
        item(
            ItemKind.DEAL_DEBIT,
            1_000_00,
            "Referral fee",
            payee=ACME,
            sync=sync,
            create_payment=create_payment,
        ),
        item(ItemKind.AGENT_SPLIT, 7_200_00, agent=JANE),
        item(ItemKind.BROKERAGE_NET, 1_800_00),
    )


EXAMPLE_B = _referral(7002, sync=True, create_payment=True)
"""A referral fee that gets an entry of its own; the agent has 80% of what is left."""
EXAMPLE_C = _referral(7003, sync=True, create_payment=False)
"""The same as a line of the income."""
EXAMPLE_D = _referral(7004, sync=False, create_payment=False)
"""The same, nowhere in QuickBooks."""
EXAMPLE_E = statement(
    9001, lines=(("Desk fee", 95_00), ("Technology fee", 25_00), ("Agent credit", -20_00))
)
"""A statement of $100.00, unpaid."""
EXAMPLE_E_PAID = replace(
    EXAMPLE_E,
    payments=(
        CanonicalPayment(
            id="900101", amount_cents=100_00, paid_on=DAY + dt.timedelta(days=3), method="card"
        ),
    ),
)
