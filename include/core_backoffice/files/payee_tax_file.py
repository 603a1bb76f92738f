"""A file that says which payees charge sales tax: the list that CoreBooks exports, filled in.

It has a column with the CORE key ("vendor/agent:45") and one whose name begins with "Charges". Its other
columns are for whoever fills it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO

from include.books.catalogue import plain
from include.core_backoffice.files.cells import text_of
from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import Cells, FileRefused

KEY = "CORE key"
CHARGES = "Charges"
MOST_ROWS = 20_000
_WORDS: Mapping[str, bool] = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}


@dataclass(slots=True)
class PayeeAnswers:
    """What a file says.

    Attributes:
        charges: by the key of a payee's vendor, whether they charge tax; blank cells aren't in it.
        unclear: the keys of those of whom the file says both.
        problems: a sentence for each row that can't be used, with its number.
    """

    charges: dict[str, bool] = field(default_factory=dict)
    unclear: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def read_payee_answers(name: str, content: BinaryIO, known: Mapping[str, str]) -> PayeeAnswers:
    """Read a file; rows that can't be used stand beside those that can.

    Args:
        name: the file's, as people know it.
        content: the file, seekable.
        known: the names of the company's payees, by the key of their vendor.

    Raises:
        FileRefused: it can't be read, or has none of the columns.
    """
    answers = PayeeAnswers()
    columns: tuple[int, int] | None = None
    file = open_file(name, content)
    for number, cells in chain.from_iterable(sheet.rows() for sheet in file.sheets[:1]):
        if columns is None:
            columns = _columns(cells)
            continue
        if number > MOST_ROWS:
            raise FileRefused(
                f"{name} has more than {MOST_ROWS:,} rows.", "Split it into several files."
            )
        _take(answers, number, cells, columns, known)
    if columns is None:
        raise FileRefused(
            f"{name} has no column “{KEY}” beside one whose name begins with “{CHARGES}”.",
            "Export the list under Customer and vendor matches, fill it in, and import it.",
        )
    return answers


def _columns(cells: Cells) -> tuple[int, int] | None:
    """Where the two columns are, if this row is the header."""
    names = [plain(text_of(cell)) for cell in cells]
    keys = [place for place, text in enumerate(names) if text == plain(KEY)]
    charges = [place for place, text in enumerate(names) if text.startswith(plain(CHARGES))]
    return (keys[0], charges[0]) if keys and charges else None


def _take(
    answers: PayeeAnswers,
    number: int,
    cells: Cells,
    columns: tuple[int, int],
    known: Mapping[str, str],
) -> None:
    key, said = (text_of(cells[at]).strip() if at < len(cells) else "" for at in columns)
    if not said:
        return
    answer = _WORDS.get(plain(said))
    if key not in known:
        answers.problems.append(
            f"Row {number}: CoreBooks knows no payee with the key “{key[:60]}”. It was left out."
        )
    elif answer is None:
        answers.problems.append(
            f"Row {number}, {known[key]}: “{said[:60]}” is neither yes nor no. It was left out."
        )
    elif key in answers.unclear or answers.charges.get(key, answer) is not answer:
        answers.charges.pop(key, None)
        answers.unclear.add(key)
        answers.problems.append(
            f"Row {number}, {known[key]}: the file says both yes and no. It was left out."
        )
    else:
        answers.charges[key] = answer
