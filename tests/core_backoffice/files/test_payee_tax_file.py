"""A file that says which payees charge sales tax: each row is used, or told by its number."""

from __future__ import annotations

import io

import openpyxl
import pytest

from include.core_backoffice.files.payee_tax_file import PayeeAnswers, read_payee_answers
from include.core_backoffice.files.sheets import FileRefused

KNOWN = {"vendor/agent:45": "Jane Doe", "vendor/agent:46": "Bob Ray", "vendor/vendor:7": "Acme"}


def read(text: str) -> PayeeAnswers:
    return read_payee_answers("payees.csv", io.BytesIO(text.encode()), KNOWN)


def test_yes_and_no_are_taken_and_blanks_change_nothing() -> None:
    answers = read(
        "CORE key,CORE name,Charges GST/HST,Decided by\n"
        "vendor/agent:45,Jane Doe,Yes,\nvendor/agent:46,Bob Ray,no,\nvendor/vendor:7,Acme,,\n"
    )
    assert answers.charges == {"vendor/agent:45": True, "vendor/agent:46": False}
    assert answers.problems == []


def test_excel_files_are_read_too() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Decided by", "Charges VAT", "CORE key"])
    sheet.append(["", True, "vendor/agent:45"])
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    assert read_payee_answers("payees.xlsx", content, KNOWN).charges == {"vendor/agent:45": True}


def test_what_cannot_be_used_is_told_by_its_row() -> None:
    answers = read(
        "CORE key,Charges GST\nvendor/agent:99,yes\nvendor/agent:45,maybe\n"
        "vendor/agent:46,yes\nvendor/agent:46,no\nvendor/agent:46,no\nvendor/vendor:7,no\n"
    )
    assert answers.charges == {"vendor/vendor:7": False}
    assert answers.problems == [
        "Row 2: CoreBooks knows no payee with the key “vendor/agent:99”. It was left out.",
        "Row 3, Jane Doe: “maybe” is neither yes nor no. It was left out.",
        "Row 5, Bob Ray: the file says both yes and no. It was left out.",
        "Row 6, Bob Ray: the file says both yes and no. It was left out.",
    ]


@pytest.mark.parametrize("text", ["", "Agent,Tax\nJane,yes\n", "CORE key\nvendor/agent:45\n"])
def test_a_file_without_the_columns_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(FileRefused):
        read(text or " ")
