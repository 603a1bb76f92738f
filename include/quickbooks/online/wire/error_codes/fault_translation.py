"""From QuickBooks Online's errors to one sentence, one next step and who can help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from include.books.country_words import sales_tax
from include.books.gateway import GatewayUnavailable, Recovery, Rejected
from include.quickbooks.online.wire.error_codes.fault_row import TAX
from include.quickbooks.online.wire.error_codes.fault_table import EDITED_MEANWHILE, TABLE, Row
from include.quickbooks.online.wire.error_codes.faults import Fault
from include.quickbooks.online.wire.error_codes.plain_text import plain


@dataclass(frozen=True, slots=True)
class Translation:
    """What all errors of one response mean together.

    `doubtful`: QuickBooks may have posted the write all the same, so it must be looked up.
    """

    recovery: Recovery
    code: str
    sentence: str
    what_to_do: str
    doubtful: bool = False

    def rejected(self, request_id: str, trace_id: str) -> Rejected:
        """The response to one write."""
        return Rejected(
            request_id,
            self.recovery,
            self.code,
            self.sentence,
            self.what_to_do,
            trace_id,
            stale=self.code == EDITED_MEANWHILE,
        )

    def unavailable(self) -> GatewayUnavailable:
        """The end of all reading and writing, where it is about the company as a whole."""
        about_one_record = self.recovery is Recovery.ON_HOLD
        recovery = Recovery.FAULT if about_one_record else self.recovery
        return GatewayUnavailable(recovery, self.sentence, self.what_to_do, code=self.code)


def row_of(fault: Fault) -> int:
    """The position of the row that decides about an error."""
    return next(position for position, row in enumerate(TABLE) if _fits(row, fault))


def translate(faults: Sequence[Fault], record: str) -> Translation:
    """Turn all errors of one response into one translation.

    Args:
        faults: at least one.
        record: what was sent, as the posting log names it: `invoice TR-1 of $10.00`.

    Returns:
        The recovery, the code and the step of the error whose row comes first in the table, with the
        sentences of all; doubtful if one of them is.
    """
    ordered = sorted(faults, key=row_of)
    rows = [TABLE[row_of(fault)] for fault in ordered]
    sentences = dict.fromkeys(
        _sentence(row, fault, record) for row, fault in zip(rows, ordered, strict=True)
    )
    return Translation(
        rows[0].recovery,
        ordered[0].code,
        " ".join(sentences),
        rows[0].what_to_do.replace(TAX, sales_tax()),
        doubtful=any(row.doubtful for row in rows),
    )


def _fits(row: Row, fault: Fault) -> bool:
    if row.codes and fault.code not in row.codes.split():
        return False
    text = f"{fault.message} {fault.detail} {fault.type}"
    return not row.words or re.search(row.words, text, re.IGNORECASE) is not None


def _sentence(row: Row, fault: Fault, record: str) -> str:
    words = plain(fault.words)
    template = row.sentence if words else row.sentence.replace(" {returned}", "")
    if not fault.code:
        template = template.replace(" Error code: {code}.", "")
    return template.format(
        record=record,
        Record=record[:1].upper() + record[1:],
        returned=f"QuickBooks returned “{words.rstrip('.')}.”",
        code=fault.code,
        tax=sales_tax(),
    )
