"""The files in a mail: attached, inline, or in a mail that was forwarded as an attachment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import collapse_rfc2231_value

from include.core_backoffice.feeds.patterns import matches
from include.core_backoffice.mailbox.headers import decoded
from include.plain_text import plain

LARGEST_MAIL = 64 * 1024 * 1024
"""Bytes; mail servers that take more are rare."""
_MOST_PARTS = 200
_MOST_LEVELS = 20
_LONGEST_NAME = 200

READABLE = (
    *(".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    *(".json", ".jsonl", ".ndjson", ".pdf"),
)
"""How the names of files end that can be read."""
_BY_TYPE = {
    "text/csv": "attachment.csv",
    "application/csv": "attachment.csv",
    "application/json": "attachment.json",
    "application/pdf": "attachment.pdf",
    "application/vnd.ms-excel": "attachment.xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "attachment.xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "attachment.ods",
}
"""What a part without a name is called, where its type is one that can be read."""
_SEALED = {
    "application/ms-tnef": "Outlook put its files into winmail.dat, which can't be read. Have it sent as "
    "plain text or HTML.",
    "application/vnd.ms-tnef": "Outlook put its files into winmail.dat, which can't be read. Have it sent "
    "as plain text or HTML.",
    "application/pkcs7-mime": "The mail is encrypted, so it can't be read. Have it sent unencrypted.",
    "application/x-pkcs7-mime": "The mail is encrypted, so it can't be read. Have it sent unencrypted.",
    "multipart/encrypted": "The mail is encrypted, so it can't be read. Have it sent unencrypted.",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail.

    Attributes:
        part: which part of the mail it is, from 0, all levels counted through.
        name: its name, plain.
        content: its bytes.
    """

    part: int
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailFiles:
    """What a mail has: files that are taken, and sentences on what can't be read."""

    files: tuple[Attachment, ...]
    unreadable: tuple[str, ...]


def files_of(content: bytes, pattern: str = "") -> MailFiles:
    """The files of a mail that a source takes.

    Args:
        content: the whole mail.
        pattern: which names are taken; all that can be read if it is blank.
    """
    message = BytesParser(policy=policy.compat32).parsebytes(content)
    files, unreadable = [], []
    for number, part in enumerate(_parts(message, 0)):
        if number >= _MOST_PARTS:
            unreadable.append(f"The mail has more than {_MOST_PARTS} parts. The rest wasn't read.")
            break
        kind = part.get_content_type()
        name = _name(part)
        if kind in _SEALED or name.lower() == "winmail.dat":
            unreadable.append(_SEALED.get(kind, _SEALED["application/ms-tnef"]))
        elif name.lower().endswith(READABLE) and matches(pattern, name):
            files.append(Attachment(number, name, _content(part)))
    return MailFiles(tuple(files), tuple(dict.fromkeys(unreadable)))


def _parts(message: Message, level: int) -> Iterator[Message]:
    """All parts, those of forwarded mails among them, as deep as mails really are."""
    yield message
    if level < _MOST_LEVELS and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, level + 1)


def _name(part: Message) -> str:
    """A part's file name, decoded by RFC 2231 and 2047, without a path; empty if it has none."""
    if part.is_multipart():
        return ""
    named = part.get_param("filename", None, "content-disposition")
    named = named if named is not None else part.get_param("name", None)
    try:
        text = decoded(collapse_rfc2231_value(named)) if named else ""
    except (LookupError, ValueError):
        text = str(named[-1] if isinstance(named, tuple) else named)
    text = plain(" ".join(text.split())).replace("\\", "/").rpartition("/")[2].strip()
    if not text:
        return _BY_TYPE.get(part.get_content_type(), "")
    stem, dot, suffix = text.rpartition(".")
    return text if len(text) <= _LONGEST_NAME else f"{stem[:_LONGEST_NAME]}{dot}{suffix[:20]}"


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
