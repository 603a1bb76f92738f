"""What is mutated, and which tests own each module."""

from __future__ import annotations

from pathlib import Path

PACKAGES = (
    "include/books",
    "include/workflows",
    "include/core_backoffice/checks",
    "include/sync/decide",
)
"""Folders whose modules are mutated."""

_PAGES = "tests/workflows/test_pages.py"
_INCOME = ("tests/workflows/test_income.py", "tests/workflows/test_income_whole.py", _PAGES)
_EXPENSES = ("tests/workflows/test_expenses.py", "tests/workflows/test_expenses_whole.py", _PAGES)
_BILLING = (
    "tests/workflows/test_billings_and_payments.py",
    "tests/workflows/test_billings_and_payments_whole.py",
    _PAGES,
)
_TEMPLATES = "include/workflows/templates"
_DECIDE = "include/sync/decide"
_DECIDED = ("tests/sync/decide/test_decide_reasons.py", "tests/sync/decide/test_decide_table.py")

ALSO_OWN: dict[str, tuple[str, ...]] = {
    "include/workflows/documentation.py": ("tests/docs/test_documentation.py", _PAGES),
    "include/workflows/expenses.py": _EXPENSES,
    "include/workflows/income.py": _INCOME,
    "include/workflows/options.py": (_PAGES,),
    "include/workflows/setup.py": ("tests/sync/decide/test_decide_table.py",),
    "include/workflows/template.py": (_PAGES,),
    f"{_TEMPLATES}/billings_and_payments.py": _BILLING,
    f"{_TEMPLATES}/expenses_via_bills.py": _EXPENSES,
    f"{_TEMPLATES}/expenses_via_checks.py": _EXPENSES,
    f"{_TEMPLATES}/expenses_via_expenses.py": _EXPENSES,
    f"{_TEMPLATES}/income_via_deposits.py": _INCOME,
    f"{_TEMPLATES}/income_via_invoices.py": _INCOME,
    f"{_TEMPLATES}/income_via_sales_receipts.py": _INCOME,
    f"{_DECIDE}/changes.py": (*_DECIDED, "tests/sync/decide/test_record_plan.py"),
    f"{_DECIDE}/facts.py": (*_DECIDED, "tests/sync/decide/test_record_plan.py"),
    f"{_DECIDE}/rules.py": ("tests/sync/decide/test_record_plan.py", *_DECIDED),
    "include/core_backoffice/checks/figures.py": (
        "tests/core_backoffice/checks/test_totals.py",
        "tests/core_backoffice/checks/test_totals_table.py",
    ),
}
"""Tests that own a module beside those that are named like it, whose name is `test_` and its name."""

NEEDS_SERVERS = frozenset(
    f"tests/sync/decide/test_{name}.py"
    for name in ("decide", "guards", "readiness", "relink", "undo")
)
"""Tests that are named like a module but ask for a fixture of the whole suite: too slow for this."""


def modules(folder: str) -> list[str]:
    """The modules of a package, by path; what only explains or exports is none."""
    return sorted(str(path) for path in Path(folder).rglob("*.py") if path.name != "__init__.py")


def owners(module: str) -> list[str]:
    """The files with the tests that own a module, those named like it first and properties, which take longer, last."""
    path = Path(module)
    folder = Path("tests", *path.parts[1:-1])
    named = [folder / f"test_{path.stem}.py", *sorted(folder.glob(f"test_{path.stem}_*.py"))]
    mirrors = [str(file) for file in named if file.exists() and str(file) not in NEEDS_SERVERS]
    both = dict.fromkeys([*mirrors, *ALSO_OWN.get(module, ())])
    return sorted(both, key=lambda file: "_properties" in file)
