"""Settings of the installation, as an administrator writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.settings import SettingMissing, database_url, encryption_keys, webhook_tokens


def test_the_database_is_a_file_beside_airflows_own_unless_a_setting_names_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", "")
    assert database_url() == f"sqlite:///{tmp_path / 'corebooks.db'}"
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", "sqlite:///books.db")
    assert database_url() == "sqlite:///books.db"


def test_the_settings_old_name_still_works_and_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", "")
    monkeypatch.setenv("AIRFLOW__COREBOOKS__LEDGER_URL", "sqlite:///old.db")
    with pytest.warns(FutureWarning, match="is now database_url"):
        assert database_url() == "sqlite:///old.db"


def test_the_new_name_wins_over_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__DATABASE_URL", "sqlite:///new.db")
    monkeypatch.setenv("AIRFLOW__COREBOOKS__LEDGER_URL", "sqlite:///old.db")
    assert database_url() == "sqlite:///new.db"


def test_without_a_key_the_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__FERNET_KEY", "")
    with pytest.raises(SettingMissing, match="AIRFLOW__CORE__FERNET_KEY"):
        encryption_keys()


@pytest.mark.parametrize(
    ("setting", "tokens"),
    [
        ("", []),
        (" , ", []),
        ("one", ["one"]),
        ("of production, of development,", ["of production", "of development"]),
    ],
)
def test_several_verifier_tokens_are_separated_by_commas(
    monkeypatch: pytest.MonkeyPatch, setting: str, tokens: list[str]
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__WEBHOOK_TOKEN", setting)
    assert webhook_tokens() == tokens
