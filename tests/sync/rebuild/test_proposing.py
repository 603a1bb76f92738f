"""What a workflow was like is told by its entries: the template, and every option that shows in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.workflows.options import WorkflowOptions
from tests.sync.closings import (
    BILLINGS,
    BILLS,
    CHECKS,
    DEPOSITS,
    INVOICES,
    RECEIPTS,
    SPENT,
    close,
    item,
)
from tests.sync.lost import found, lose, run_all
from tests.sync.office import Office
from tests.sync.rebuild.test_rebuilding import posted

OWN_DATE = "CORE close date"
NOT_IN_BOOKS = {"edited_in_quickbooks"}
"""What no entry tells, and is the careful value afterward."""


def own_options(office: Office, key: str) -> WorkflowOptions:
    """The options that a template has before the database is lost."""
    from include.database.reads.active_setups import active_setups  # noqa: PLC0415
    from include.workflows.template import template  # noqa: PLC0415
    from tests.sync.office import COMPANY  # noqa: PLC0415

    chosen = template(key)
    with office.database.reading() as session:
        active = active_setups(session, COMPANY)[chosen.category]
    return chosen.options.model_validate(active.options)


@pytest.mark.parametrize(
    "chosen",
    [
        {INVOICES: {}, BILLS: {}, BILLINGS: {}},
        {
            INVOICES: {"invoice_date": OWN_DATE, "due_date": OWN_DATE, "itemized": False},
            BILLS: {"bill_date": OWN_DATE, "due_date": OWN_DATE, "itemized": False},
            BILLINGS: {"dates": "CORE billing and payment date", "customer_suffix": "(dues)"},
        },
        {
            DEPOSITS: {"payment_date": OWN_DATE, "per_side": True},
            CHECKS: {"check_date": OWN_DATE},
            BILLINGS: {},
        },
        {
            RECEIPTS: {"fixed_customer": "All Properties"},
            BILLS: {"expense_account": "Co-broke Commissions"},
            BILLINGS: {},
        },
    ],
)
def test_the_options_that_show_in_entries_are_found_again(
    office: Office, tmp_path: Path, chosen: dict[str, dict[str, object]]
) -> None:
    for key, options in chosen.items():
        office.use(key, **options)
    close(office, sides=("listing", "buying"), items=[item("Referral fee", 50_000)])
    posted(office)
    before = {key: own_options(office, key) for key in chosen}
    lose(office, tmp_path / "new")
    for workflow in found(office).workflows:
        [version] = workflow.versions
        was = before[version.template.key]
        assert version.same == version.entries
        for name, info in version.template.options.model_fields.items():
            is_told = (info.title or name) not in version.unknown
            if is_told or name not in NOT_IN_BOOKS:
                assert getattr(version.options, name) == getattr(was, name), name


def test_a_rule_for_an_item_is_found_again(office: Office, tmp_path: Path) -> None:
    office.use(INVOICES, item_rules='[{"name": "Referral fee", "create_payment": false}]')
    office.use(BILLS, item_rules='[{"name": "Referral fee", "create_payment": false}]')
    close(office, items=[item("Referral fee", 50_000)])
    posted(office)
    lose(office, tmp_path / "new")
    income, expenses, _ = found(office).workflows
    for workflow in (income, expenses):
        [version] = workflow.versions
        assert version.same == version.entries
        [rule] = version.options.item_rules  # type: ignore[attr-defined]
        assert (rule.name, rule.sync and rule.create_payment) == ("Referral fee", False)


def test_what_is_never_in_the_books_is_said_to_be_unknown(office: Office, tmp_path: Path) -> None:
    office.use(SPENT)
    posted(office)
    lose(office, tmp_path / "new")
    _, expenses, _ = found(office).workflows
    assert "If an entry is edited in QuickBooks" in expenses.versions[-1].unknown
    assert expenses.versions[-1].options.edited_in_quickbooks == "Put on hold"


def test_a_workflow_that_never_posted_has_no_versions(office: Office, tmp_path: Path) -> None:
    close(office)
    run_all(office)
    lose(office, tmp_path / "new")
    assert [bool(one.versions) for one in found(office).workflows] == [True, True, False]


def test_records_from_before_the_start_date_stay_out(office: Office, tmp_path: Path) -> None:
    old = 1_700_000_000_000
    """November 2023."""
    posted(office)
    close(office, gross=3_000_000, closed_on=old)
    lose(office, tmp_path / "new")
    income = found(office).workflows[0]
    assert income.versions[-1].start_date is not None
    assert income.versions[-1].start_date.isoformat() == "2026-02-02"
