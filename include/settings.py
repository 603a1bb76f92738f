"""Settings of the installation: Airflow's `[corebooks]` section, or environment variables."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from include.understood import Understood

BUILDER_TIER_READS = 500_000


class SettingMissing(Understood, LookupError):
    """A required setting is blank; the message says where to set it."""

    def __init__(self, section: str, key: str) -> None:
        super().__init__(
            f"The setting {key} is blank. Set it in airflow.cfg under [{section}], or as the environment "
            f"variable AIRFLOW__{section.upper()}__{key.upper()}."
        )


def _read(section: str, key: str) -> str:
    """The environment variable first, as Airflow does; else airflow.cfg."""
    value = os.environ.get(f"AIRFLOW__{section.upper()}__{key.upper()}")
    if value is None:
        from airflow.configuration import conf  # noqa: PLC0415  (a second to import; rarely needed)

        value = conf.get(section, key, fallback="")
    return value or ""


def database_url() -> str:
    """The CoreBooks database, as an SQLAlchemy URL; by default a SQLite file in Airflow's home.

    The setting was named `ledger_url` up to version 0.1; that name still works and warns.
    """
    url = _read("corebooks", "database_url") or _old_database_url()
    return url or f"sqlite:///{airflow_home() / 'corebooks.db'}"


def airflow_home() -> Path:
    """Airflow's own folder, where the database is by default."""
    return Path(os.environ.get("AIRFLOW_HOME", "~/airflow")).expanduser()


def _old_database_url() -> str:
    url = _read("corebooks", "ledger_url")
    if url:
        warnings.warn(
            "The setting [corebooks] ledger_url is now database_url. Rename it: the old name stops "
            "working in version 1.0.",
            FutureWarning,
            stacklevel=3,
        )
    return url


def encryption_keys() -> list[str]:
    """Fernet keys for tokens, newest first: Airflow's own, so there is one key to back up.

    Raises:
        SettingMissing: Airflow has none.
    """
    keys = [key.strip() for key in _read("core", "fernet_key").split(",") if key.strip()]
    if not keys:
        raise SettingMissing("core", "fernet_key")
    return keys


def trail_key() -> str:
    """The secret behind the audit trail's hashes and checkpoints; by default CoreBooks keeps its own.

    It must not change once there are events.
    """
    return _read("corebooks", "trail_key").strip()


def checkpoints_folder() -> str:
    """Where checkpoints of the audit trail are written: a folder, or a URL of object storage.

    By default a folder in Airflow's home; set it to a place that the database's users can't write to.
    """
    home = Path(os.environ.get("AIRFLOW_HOME", "~/airflow")).expanduser()
    return _read("corebooks", "checkpoints").strip() or str(home / "corebooks-checkpoints")


def airflow_address() -> str:
    """Airflow's address for users, without a slash at its end: `[api] base_url`."""
    return (_read("api", "base_url").strip() or "http://localhost:8080").rstrip("/")


def webhook_tokens() -> list[str]:
    """The verifier tokens of Intuit's webhooks, separated by commas: Intuit gives each app and environment its own.

    Without one, CoreBooks takes no webhooks.
    """
    tokens = _read("corebooks", "webhook_token").split(",")
    return [token.strip() for token in tokens if token.strip()]


def reads_a_month() -> int:
    """Metered reads that Intuit's partner tier of the apps allows in a month.

    By default those of the Builder tier, 500,000: https://blogs.intuit.com/2026/01/08/understanding-builder-tier-api-limits-for-you-and-your-customers
    """
    text = _read("corebooks", "reads_a_month").strip().replace(",", "")
    return int(text) if text.isascii() and text.isdigit() and int(text) else BUILDER_TIER_READS


def import_folders() -> list[str]:
    """The local folders below which imports may read, separated by commas; none by default.

    Users of the pages choose a source's folder, so without this setting they could read any file of the server.
    """
    folders = _read("corebooks", "import_folders").split(",")
    return [folder.strip() for folder in folders if folder.strip()]
