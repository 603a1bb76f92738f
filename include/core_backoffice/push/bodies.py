"""What a call may carry: rows as JSON, or a file; and what the import is called by."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from include.plain_text import plain

MOST_BYTES = 10 * 1024 * 1024
"""Of a body: some 20,000 rows. Longer files are uploaded, or put into a folder."""
NAME_HEADER = "corebooks-file-name"
"""The file's name, percent-encoded where it isn't ASCII."""

ENDINGS: Mapping[str, str] = {
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/octet-stream": "",
}
"""How the name of a body of each type ends, where the caller gives no name."""

_LONGEST_NAME = 200


class WrongType(ValueError):
    """The content type is none that an import can be of."""


def arrival_name(headers: Mapping[str, str], call_id: str) -> str:
    """What the import is called: the name that the caller gives its file, or "push <ID of the call>.json".

    Args:
        headers: by name in lower case.
        call_id: the caller's own ID of the call; BackOffice has none.

    Raises:
        WrongType: nothing of this type is imported.
    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ENDINGS or headers.get("content-encoding", "identity") != "identity":
        raise WrongType
    # Whatever folder the caller kept it in is nobody's business.
    given = plain(unquote(headers.get(NAME_HEADER, ""))).replace("\\", "/").rpartition("/")[2]
    return given.strip()[-_LONGEST_NAME:] or f"push {call_id or 'of BackOffice'}{ENDINGS[kind]}"
