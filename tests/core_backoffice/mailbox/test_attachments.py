"""The files in a mail, however it was put together."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.core_backoffice.mailbox.attachments import files_of
from tests.mailboxes import mail


def one_part(*lines: str, body: str = "Deal,Gross\r\n1,14850.00\r\n") -> bytes:
    head = ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="x"', "", "--x"]
    return "\r\n".join([*head, *lines, "", body, "--x--", ""]).encode("utf-8")


def names(content: bytes, pattern: str = "") -> list[str]:
    return [one.name for one in files_of(content, pattern).files]


def test_each_file_is_taken_by_itself() -> None:
    files = {"deals.csv": b"Deal\n1\n", "agents.xlsx": b"PK", "logo.png": b"png"}
    found = files_of(mail(files=files).as_bytes())
    assert [(one.name, one.content) for one in found.files] == [
        ("deals.csv", b"Deal\n1\n"),
        ("agents.xlsx", b"PK"),
    ]
    assert len({one.part for one in found.files}) == 2


def test_files_are_chosen_by_pattern() -> None:
    content = mail(files={"deals.csv": b"1", "agents.csv": b"2"}).as_bytes()
    assert names(content, "DEALS*") == ["deals.csv"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('Content-Disposition: attachment; filename="deals.csv"', "deals.csv"),
        (
            "Content-Disposition: attachment; filename*=UTF-8''Ma%C3%AFs%20deals.csv",
            "Maïs deals.csv",
        ),
        (
            "Content-Disposition: attachment; filename*0*=UTF-8''Ma%C3%AFs;\r\n filename*1=\" deals.csv\"",
            "Maïs deals.csv",
        ),
        ('Content-Disposition: attachment; filename="=?utf-8?B?TWHDr3MuY3N2?="', "Maïs.csv"),
        ('Content-Disposition: attachment; filename="=?x-none?B?TWHDr3MuY3N2?=.csv"', None),
        ('Content-Disposition: inline; filename="deals.csv"', "deals.csv"),
        ('Content-Type: application/octet-stream; name="deals.csv"', "deals.csv"),
        ("Content-Type: text/csv", "attachment.csv"),
        ('Content-Disposition: attachment; filename="../../etc/deals.csv"', "deals.csv"),
        ('Content-Disposition: attachment; filename="C:\\\\reports\\\\deals.csv"', "deals.csv"),
        ("Content-Disposition: attachment; filename*=nonsense''%FF%FE.csv", None),
        ('Content-Disposition: attachment; filename="deals\u202evsc.csv"', None),
    ],
)
def test_a_file_is_called_as_the_mail_program_wrote_it(line: str, name: str | None) -> None:
    (found,) = names(one_part(line))
    if name is not None:
        assert found == name
    assert found.isprintable()
    assert "/" not in found


def test_a_forwarded_mails_files_are_taken() -> None:
    outer = EmailMessage()
    outer["From"] = "jan@willow.example"
    outer.set_content("See below.")
    outer.add_attachment(mail(files={"deals.csv": b"1"}))
    assert names(outer.as_bytes()) == ["deals.csv"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ('Content-Type: application/ms-tnef; name="winmail.dat"',),
            "winmail.dat, which can't be read",
        ),
        (
            ('Content-Disposition: attachment; filename="WINMAIL.DAT"',),
            "winmail.dat, which can't be read",
        ),
        (('Content-Type: application/pkcs7-mime; name="smime.p7m"',), "The mail is encrypted"),
    ],
)
def test_what_hides_files_is_named(lines: tuple[str, ...], said: str) -> None:
    found = files_of(one_part(*lines))
    assert found.files == ()
    (sentence,) = found.unreadable
    assert said in sentence


def test_a_mail_without_files_has_none() -> None:
    assert files_of(mail(files={}).as_bytes()) == files_of(b"")


def test_a_mail_of_thousands_of_parts_is_read_up_to_a_limit() -> None:
    part = '\r\n--x\r\nContent-Type: text/csv; name="a.csv"\r\n\r\n1'
    content = f'Content-Type: multipart/mixed; boundary="x"\r\n\r\n{part * 1000}\r\n--x--\r\n'
    found = files_of(content.encode())
    assert len(found.files) < 200
    assert "more than 200 parts" in found.unreadable[0]


def test_mails_inside_mails_are_read_up_to_a_depth() -> None:
    content = one_part("Content-Type: text/csv; name=deep.csv")
    for _ in range(40):
        content = b"Content-Type: message/rfc822\r\n\r\n" + content
    assert names(content) == []


@given(st.binary(max_size=500))
def test_whatever_a_mail_holds_is_read(content: bytes) -> None:
    for head in (b"", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"):
        for line in (b"", b"Content-Disposition: attachment; filename*=", b"Content-Type: "):
            files_of(head + line + content)
