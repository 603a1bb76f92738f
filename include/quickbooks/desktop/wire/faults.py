"""From QuickBooks Desktop's errors to a sentence, a next step and who can help."""

from __future__ import annotations

import re
from collections.abc import Sequence

from include.books.gateway import Rejected
from include.plain_text import plain as plain_text
from include.quickbooks.desktop.wire.fault_row import Row
from include.quickbooks.desktop.wire.fault_table import (
    EDITED_MEANWHILE,
    HRESULTS,
    LOCKS,
    STATUS_CODES,
)
from include.quickbooks.desktop.wire.qbxml import RequestAnswer

_LONGEST, _LONGEST_CODE = 500, 60
_OWN_TEXT = re.compile(r"QuickBooks error message:\s*(.+)", re.DOTALL)


def rejection(request_id: str, answer: RequestAnswer, label: str) -> Rejected:
    """What a response with an error status means.

    Args:
        request_id: of the write.
        answer: the response.
        label: what was sent, as the posting log names it: `invoice TR-1 of $100.00`.
    """
    row = row_of((*LOCKS, *STATUS_CODES), answer.code, answer.message)
    return _rejected(request_id, answer.code, row, label, _own_text(answer.message))


def rejection_by_hresult(request_id: str, hresult: str, message: str, label: str) -> Rejected:
    """What it means that QuickBooks' request processor didn't take a request at all."""
    code = plain_text(hresult[:_LONGEST_CODE]).strip()
    row = row_of(HRESULTS, code.lower(), message)
    return _rejected(request_id, code, row, label, plain_text(message[:_LONGEST]).strip())


def row_of(table: Sequence[Row], code: str, message: str) -> Row:
    """The first row that fits."""
    said = message.casefold()
    return next(row for row in table if row.code in ("", code) and row.words in said)


def _rejected(request_id: str, code: str, row: Row, label: str, own_text: str) -> Rejected:
    sentence = row.sentence.format(record=label, Record=label[:1].upper() + label[1:])
    returned = f" QuickBooks returned “{own_text.rstrip('.')}.”" if own_text else ""
    return Rejected(
        request_id,
        row.recovery,
        code,
        f"{sentence}{returned}",
        row.what_to_do,
        stale=code == EDITED_MEANWHILE,
    )


def _own_text(message: str) -> str:
    """What QuickBooks adds to a status' standard sentence; all of it where that can't be told."""
    added = _OWN_TEXT.search(message)
    return " ".join((added.group(1) if added else message)[:_LONGEST].split())
