"""Which folders may be read: local ones below a configured root, and kinds of remote ones."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from include.core_backoffice.folder.rules import FolderRefused, FolderRules

REMOTE = {
    "sftp": "apache-airflow-providers-sftp[sshfs]",
    "ssh": "apache-airflow-providers-sftp[sshfs]",
    "s3": "apache-airflow-providers-amazon[s3fs]",
    "s3a": "apache-airflow-providers-amazon[s3fs]",
    "gs": "apache-airflow-providers-google",
    "gcs": "apache-airflow-providers-google",
    "abfs": "apache-airflow-providers-microsoft-azure",
    "abfss": "apache-airflow-providers-microsoft-azure",
    "adl": "apache-airflow-providers-microsoft-azure",
}
"""Kinds of remote folders, and the package that reads each."""

AZURE = frozenset({"abfs", "abfss", "adl"})
"""Kinds of folders of Azure, which are read by one library."""
WHOLE_AT_ONCE = frozenset({"s3", "s3a", "gs", "gcs"}) | AZURE
"""Where a file appears only once it is complete, so that nobody sees one that is being written."""


def require_remote(rules: FolderRules) -> None:
    """Check that a folder that isn't local is of a kind that can be read.

    Raises:
        FolderRefused: it isn't.
    """
    if rules.scheme not in REMOTE:
        raise FolderRefused(
            f"CoreBooks reads no folder of the kind {rules.scheme}://. Enter a local path, or an address "
            "that begins with sftp://, s3://, gs://, or abfs://."
        )
    if not rules.conn_id:
        raise FolderRefused(
            f"The folder {rules.path} has no Airflow connection. Enter the ID of its connection."
        )


def local_folder(path: str, roots: Sequence[str]) -> Path:
    """The local folder that a path leads to, once no link is left in it.

    Args:
        path: an absolute path, or one that begins with file://.
        roots: folders below which folders may be read, as the installation sets them.

    Raises:
        FolderRefused: it is outside of them, or there is none.
    """
    given = Path(path.removeprefix("file://"))
    if not roots:
        raise FolderRefused(
            "No local folder may be read. Set [corebooks] import_folders in airflow.cfg to the folders "
            "that imports may read, or use upload instead."
        )
    if not given.is_absolute():
        raise FolderRefused(f"The folder {path} isn't a full path. Enter one that begins with “/”.")
    real = Path(os.path.realpath(given))
    if not any(_is_below(real, Path(os.path.realpath(root))) for root in roots):
        raise FolderRefused(
            f"The folder {path} isn't below a folder that imports may read. Choose one below "
            f"{' or '.join(roots)}, or have [corebooks] import_folders changed."
        )
    if not real.is_dir():
        raise FolderRefused(
            f"There is no folder {path}. Create it, or correct the path under Imports."
        )
    return real


def _is_below(path: Path, root: Path) -> bool:
    return path == root or root in path.parents
