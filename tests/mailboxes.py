"""A real IMAP server on this machine: Dovecot, of the Debian package dovecot-imapd, as a process of the tests."""

from __future__ import annotations

import grp
import imaplib
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from sandbox.demo.ports import free_ports

USER, PASSWORD = "imports@willow.example", "a-mailbox-of-the-tests"
_SECONDS = 20.0

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {base}
log_path = {base}/dovecot.log
ssl = no
disable_plaintext_auth = no
default_internal_user = {own}
default_internal_group = {own_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{mails}
mail_fsync = never
{tokens}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={mails}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""


_BY_TOKENS = """
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {base}/tokens.conf
}}
"""
_INTROSPECTION = """
introspection_mode = auth
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A running IMAP server with one user's mailbox."""

    port: int
    process: int

    @property
    def connection(self) -> dict[str, Any]:
        """As Airflow's REST API takes a connection."""
        return {
            "conn_type": "imap",
            "host": "127.0.0.1",
            "port": self.port,
            "login": USER,
            "password": PASSWORD,
            "extra": '{"use_ssl": false}',
        }

    @property
    def as_variable(self) -> str:
        """As Airflow reads a connection from its environment."""
        return json.dumps({**self.connection, "extra": {"use_ssl": False}})

    @contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Somebody's mail program, with a folder open."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=_SECONDS)
        client.login(USER, PASSWORD)
        client.select(folder)
        try:
            yield client
        finally:
            client.logout()

    def deliver(self, message: EmailMessage | bytes, folder: str = "INBOX") -> None:
        """Put a mail into the mailbox."""
        content = message if isinstance(message, bytes) else message.as_bytes()
        with self.client() as client:
            answer, said = client.append(folder, "", "", content.replace(b"\n", b"\r\n"))
            assert answer == "OK", said

    def empty(self) -> None:
        """Delete all folders but the inbox, and all mails in it."""
        with self.client() as client:
            for line in client.list()[1]:
                folder = (
                    bytes(line).rpartition(b'"." ')[2].decode() if isinstance(line, bytes) else ""
                )
                if folder and folder != "INBOX":
                    client.delete(folder)
            client.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()

    def flags(self, folder: str = "INBOX") -> dict[int, str]:
        """The flags of each mail, by its number."""
        with self.client(folder) as client:
            _, lines = client.uid("FETCH", "1:*", "(UID FLAGS)")
        found = {}
        for line in lines:
            if isinstance(line, bytes):
                uid = line.partition(b"UID ")[2].split()[0].rstrip(b")")
                found[int(uid)] = line.partition(b"FLAGS (")[2].partition(b")")[0].decode()
        return found


def mail(
    sender: str = "Reports <reports@core.example>",
    subject: str = "Commission report",
    files: Mapping[str, bytes] | None = None,
    **headers: str,
) -> EmailMessage:
    """A mail with files."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, USER, subject
    message["Date"] = "Fri, 27 Nov 2026 07:30:00 -0600"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("See the attached report.\n")
    for name, content in (files if files is not None else {"deals.csv": b"Deal\n1\n"}).items():
        message.add_attachment(content, maintype="text", subtype="csv", filename=name)
    return message


@contextmanager
def imap_server(tokens: str = "") -> Iterator[MailServer]:
    """A Dovecot with an empty mailbox; ended afterwards.

    Args:
        tokens: the address of a `tests.token_server`, whose tokens open the mailbox as well.
    """
    binary = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if binary is None:
        pytest.skip("Dovecot isn't installed (Debian package dovecot-imapd)")
    # Its sockets' paths have room for about a hundred characters.
    with tempfile.TemporaryDirectory(prefix="imap-", dir="/tmp") as folder:
        base, (port,) = Path(folder), free_ports(1)
        config = base / "server.conf"
        config.write_text(_config(base, port, tokens), encoding="utf-8")
        process = subprocess.Popen(  # noqa: S603  (our own server)
            [binary, "-F", "-c", str(config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait(port, base / "dovecot.log", process)
            yield MailServer(port, process.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(_SECONDS)


def _config(base: Path, port: int, tokens: str) -> str:
    mails = base / "mails"
    mails.mkdir()
    if os.geteuid() == 0:
        # It keeps mails for no one who could do everything.
        owner = pwd.getpwnam("nobody")
        os.chown(mails, owner.pw_uid, owner.pw_gid)
        base.chmod(0o755)
        own, login = "dovecot", "dovenull"
        uid, gid = owner.pw_uid, owner.pw_gid
    else:
        own = login = pwd.getpwuid(os.geteuid()).pw_name
        uid, gid = os.geteuid(), os.getegid()
    group = grp.getgrgid(pwd.getpwnam(own).pw_gid).gr_name
    if tokens:
        asked = f"introspection_url = {tokens}/introspect\n" + _INTROSPECTION
        (base / "tokens.conf").write_text(asked, encoding="utf-8")
    return _CONFIG.format(
        tokens=_BY_TOKENS.format(base=base) if tokens else "",
        base=base,
        mails=mails,
        own=own,
        own_group=group,
        login=login,
        uid=uid,
        gid=gid,
        port=port,
        password=PASSWORD,
    )


def _wait(port: int, log: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS
    while True:
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=1).logout()
        except (OSError, imaplib.IMAP4.error):
            said = log.read_text("utf-8", "replace") if log.exists() else ""
            assert process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.1)
        else:
            return
