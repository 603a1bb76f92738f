"""Deductions in numbered groups, of the office and of agents."""

from __future__ import annotations

from include.core_backoffice.mapping.suggest.deductions import Deduction, deductions


def test_each_group_has_its_columns_by_what_they_say() -> None:
    office, agent = deductions(
        [
            "Office deductions {n}",
            "Office deductions {n} Name",
            "Office deductions {n} Value $",
            "Agent {n} First Name",
            "Agent {n} Commission deduction {m} Type",
            "Agent {n} Commission deduction {m} Value $",
            "Agent {n} Commission deduction {m} Payee Full Name",
            "Agent {n} Commission deduction {m} Colour",
        ]
    )
    assert office == Deduction(
        of_agent=False,
        columns={
            "kind": "Office deductions {n}",
            "name": "Office deductions {n} Name",
            "amount": "Office deductions {n} Value $",
        },
    )
    assert agent.of_agent
    assert list(agent.columns) == ["kind", "amount", "payee_name"]


def test_a_group_without_an_amount_is_none() -> None:
    assert deductions(["Fee {n} Name"]) == ()
    assert deductions(["Agent {n} Split", "Agent {n} Name"]) == ()
