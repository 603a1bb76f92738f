"""`corebooks backup`: writes the CoreBooks database into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from include.books.wording import counted, joined
from include.cli.arguments import AsJson, open_database
from include.cli.output import print_json, working
from include.database.backup.making import make_backup
from include.database.backup.manifest import BackupRefused


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a new file")],
    *,
    as_json: AsJson = False,
) -> None:
    """Back up the CoreBooks database into a new file. Runs can go on meanwhile."""
    with open_database() as database, working("Backing up the CoreBooks database"):
        made = make_backup(database, file)
    manifest = made.manifest
    if as_json:
        print_json({**manifest.model_dump(mode="json"), "broken": list(made.broken)})
    else:
        size = file.stat().st_size / 1024 / 1024
        print(
            f"Backed up {counted(len(manifest.companies), 'company')} into {file} ({size:,.1f} MB, "
            f"checksum {manifest.sha256[:16]})."
        )
        needed = joined([f"Fernet key {key}" for key in manifest.fernet_keys])
        if manifest.trail_key:
            needed = f"{needed or 'no Fernet key'}, and the audit trail's key"
        print(
            f"To restore it, you need {needed or 'no key'}. The file has no key: keep the keys apart from it."
        )
    if made.broken:
        raise BackupRefused(
            f"The backup was made, but an audit trail in it doesn't verify. {' '.join(made.broken)}"
        )
