"""`corebooks rotate-keys`: what is done, what is left, and when the old key can go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from include.database.engine import Database
from include.database.keys.seal import key_fingerprint
from include.database.tables.records import Record
from include.database.tables.runs import AuditEvent
from include.settings import database_url
from tests.cli.conftest import Run
from tests.database.sealed_rows import fill, unreadable
from tests.sync.office import KEY

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
OLD_NAME, NEW_NAME = key_fingerprint(OLD), key_fingerprint(NEW)


@pytest.fixture
def books(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:  # noqa: ARG001  (its database)
    """Five records with a tax ID each; a new key was put in front of theirs."""
    database = Database(database_url())
    fill(database, [OLD], records=5)
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", f"{NEW}, {OLD}")
    yield database
    database.close()


def test_it_says_what_is_left_what_is_done_and_that_the_old_key_can_go(
    run: Run, books: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, text = run("rotate-keys", "--status")
    assert code == 1
    assert f"Keys in [core] fernet_key, the newest first: {NEW_NAME}, {OLD_NAME}." in text
    assert "CORE records: 0 use the newest key, 5 an older one." in text
    assert "Rows with an older key: 11. Run `corebooks rotate-keys`" in text

    code, text = run("rotate-keys", "--portion", "3")
    assert code == 0
    assert (
        "CORE records: 3 encrypted again, 2 left.\nCORE records: 2 encrypted again, 0 left." in text
    )
    assert "CORE records: 5 use the newest key, 0 an older one." in text
    assert f"Nothing in the CoreBooks database needs {OLD_NAME} any more." in text
    with books.reading() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert (event.event, event.detail["rows"]) == ("encryption key changed", 11)

    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", NEW)
    code, text = run("rotate-keys")
    assert (code, unreadable(books, [NEW])) == (0, 0)
    assert f"Everything is encrypted with {NEW_NAME}." in text


def test_without_the_old_key_it_names_that_key_and_changes_nothing(
    run: Run, books: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", NEW)
    code, text = run("rotate-keys", "--status")
    assert code == 1
    assert "Rows that none of these keys decrypts: 11 (QuickBooks tokens: willow; " in text
    assert f"The missing key is {OLD_NAME}. Add the key" in text
    code, text = run("rotate-keys")
    assert (code, unreadable(books, [OLD])) == (1, 0)
    assert f"Add the key {OLD_NAME} (in use since " in text
    assert NEW not in text


def test_one_damaged_value_is_named_and_the_others_are_encrypted_again(
    run: Run, books: Database
) -> None:
    with books.writing() as session:
        payload = {"payees": [{"tax_id": "gAAAAA-cut-off"}]}
        session.execute(update(Record).where(Record.key == "transaction:4").values(payload=payload))
    code, text = run("rotate-keys")
    assert code == 1
    assert "Rows that none of these keys decrypts: 1 (CORE records: willow transaction:4)." in text
    assert unreadable(books, [NEW]) == 1


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("", "The setting fernet_key is blank."),
        (f"{KEY},not-a-key", "Key 2 of [core] fernet_key isn't a Fernet key"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(
    run: Run, books: Database, monkeypatch: pytest.MonkeyPatch, setting: str, sentence: str
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", setting)
    code, text = run("rotate-keys")
    assert (code, sentence in text) == (1, True)
    assert unreadable(books, [OLD]) == 0
