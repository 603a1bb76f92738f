"""Who a mail is from, whether that is proven, and whether a source takes it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import cast

from include.core_backoffice.feeds.patterns import matches
from include.core_backoffice.mailbox.rules import MailRules
from include.plain_text import plain

_LONGEST = 300
_COMMENT = re.compile(r"\([^()]*\)")
_MOST_COMMENTS = 20
# Where the check names the domain that it is of.
_NAMED_BY = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",), "dmarc": ("header.from",)}


@dataclass(frozen=True, slots=True)
class MailHeaders:
    """What a mail's headers tell.

    Attributes:
        sender: the one address that it is from, in lower case; empty if there is none, or several.
        subject: plain, on one line.
        dated_at: when it was written, UTC; None if it doesn't say.
        checks: what servers on its way found of its sender, the newest first.
    """

    sender: str
    subject: str
    dated_at: dt.datetime | None
    checks: tuple[str, ...] = ()


def read_headers(content: bytes) -> MailHeaders:
    """The headers of a mail, whatever it holds."""
    message = cast(
        "EmailMessage", BytesParser(policy=policy.compat32).parsebytes(content, headersonly=True)
    )
    senders = _all(message, "From")
    subjects = _all(message, "Subject")
    dates = _all(message, "Date")
    return MailHeaders(
        _sender(senders),
        plain(decoded(subjects[0]))[:_LONGEST] if subjects else "",
        _moment(dates[0]) if dates else None,
        tuple(_all(message, "Authentication-Results")),
    )


def refusal(headers: MailHeaders, rules: MailRules) -> str:
    """Why a source refuses a mail, as a sentence; empty if it doesn't."""
    if not headers.sender:
        return "The mail names no sender, or several."
    if not _is_listed(headers.sender, rules.senders):
        return f"The sender {headers.sender} isn't listed."
    if rules.require_auth and not is_proven(headers, rules.require_auth):
        return f"The mail server didn't confirm that the mail is from {headers.sender}."
    return ""


def is_wanted(headers: MailHeaders, rules: MailRules) -> bool:
    """Whether a mail's subject is one of those that a source takes."""
    return matches(rules.subject, headers.subject)


def is_proven(headers: MailHeaders, server: str) -> bool:
    """Whether a server confirmed a mail's sender: signed by, or sent from, the sender's own domain.

    Only the newest entry of that server counts: what a sender wrote into the mail is below it.

    Args:
        headers: the mail's.
        server: the name that the server signs its entries with.
    """
    domain = headers.sender.rpartition("@")[2]
    for check in headers.checks:
        parts = [part.strip() for part in _without_comments(check).split(";")]
        if (parts[0].split() or [""])[0].lower() == server.lower():
            return any(_confirms(part, domain) for part in parts[1:])
    return False


def _confirms(result: str, domain: str) -> bool:
    """Whether one result, "dkim=pass header.d=core.example", is of the sender's domain."""
    words = dict(
        word.lower().split("=", 1)
        for word in re.sub(r"\s*=\s*", "=", result).split()
        if "=" in word
    )
    return any(
        words.get(method) == "pass"
        and any(
            _is_of(domain, words[name].strip('"').rpartition("@")[2])
            for name in names
            if name in words
        )
        for method, names in _NAMED_BY.items()
    )


def _is_of(domain: str, named: str) -> bool:
    """Whether a domain is the named one, or below it; a bare top-level domain is nobody's."""
    return "." in named and (domain == named or domain.endswith(f".{named}"))


def _without_comments(text: str) -> str:
    for _ in range(_MOST_COMMENTS):
        text, found = _COMMENT.subn(" ", text)
        if not found:
            break
    return text


def _is_listed(sender: str, senders: tuple[str, ...]) -> bool:
    return sender in senders or f"@{sender.rpartition('@')[2]}" in senders


def _sender(values: list[str]) -> str:
    if len(values) != 1:
        return ""
    addresses = [address for _, address in getaddresses(values) if address]
    if len(addresses) != 1 or addresses[0].count("@") != 1:
        return ""
    address = addresses[0].strip().lower()
    return address if plain(address) == address and " " not in address else ""


def _all(message: EmailMessage, name: str) -> list[str]:
    return [" ".join(str(value).split()) for value in message.get_all(name, [])]


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def decoded(text: str) -> str:
    """A header's text, words in other alphabets decoded (RFC 2047); as it is where that fails."""
    from email.header import decode_header, make_header  # noqa: PLC0415  (rarely needed)

    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError):
        return text
