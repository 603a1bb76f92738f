"""What a source says of its mailbox."""

from __future__ import annotations

import datetime as dt

import pytest

from include.core_backoffice.mailbox.rules import AfterMail, MailboxRefused, read_rules

LEAST = {"conn_id": "mail", "senders": ["Reports@CORE.example"]}


def test_a_connection_and_a_sender_are_all_it_takes() -> None:
    rules = read_rules(LEAST)
    assert rules.senders == ("reports@core.example",)
    assert (rules.folder, rules.after) == ("INBOX", AfterMail.KEEP)


def test_senders_can_be_typed_as_one_text() -> None:
    rules = read_rules({**LEAST, "senders": "a@core.example, @core.example\nb@core.example"})
    assert rules.senders == ("a@core.example", "@core.example", "b@core.example")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"conn_id": ""}, "has no mailbox"),
        ({"senders": []}, "lists no senders, so no mail is taken"),
        ({"senders": None}, "lists no senders"),
        ({"senders": ["*"]}, "“\\*” isn't a sender"),
        ({"senders": ["@"]}, "isn't a sender"),
        ({"senders": ["@com"]}, "isn't a sender"),
        ({"senders": [f"{n}@x.example" for n in range(201)]}, "the limit is 200"),
        ({"after": "burn"}, "Choose keep, seen, or move"),
        ({"after": "move"}, "Enter another folder"),
        ({"after": "move", "done_folder": "INBOX"}, "Enter another folder"),
        ({"since": "yesterday"}, "isn't a day"),
        ({"subject": "x" * 201}, "longer than 200"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(
    settings: dict[str, object], said: str
) -> None:
    with pytest.raises(MailboxRefused, match=said):
        read_rules({**LEAST, **settings})


def test_mails_are_looked_at_again_where_other_ones_are_taken_now() -> None:
    rules = read_rules(LEAST)
    assert read_rules({**LEAST, "after": "seen"}).digest == rules.digest
    others: list[dict[str, object]] = [
        {"senders": ["@core.example"]},
        {"subject": "*report*"},
        {"require_auth": "mx.willow.example"},
        {"folder": "Reports"},
        {"since": dt.date(2026, 11, 1)},
    ]
    assert len({rules.digest, *(read_rules({**LEAST, **one}).digest for one in others)}) == 6
