"""A rotation of 1,000 sealed tax IDs is killed again and again, and continued each time."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from include.database.engine import Database
from include.database.keys.rotation import rotate, survey
from include.database.keys.tokens import SealedTokens
from tests.crash.boundaries import Boundaries, read_log
from tests.crash.worker import processes
from tests.database.sealed_rows import COMPANY, fill, unreadable

OLD, NEW = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"o", b"n"))
"""Known to the processes too, which import this anew."""
TAX_IDS = 1_000
SIGKILLED = -9


def work(url: str, log: Path, kill_at: int | None) -> None:
    """What the process does."""
    database = Database(url)
    with Boundaries(log, kill_at).watched(database.engine):
        for _ in rotate(database, [NEW, OLD], portion=50):
            pass
    database.close()


@pytest.mark.whole
def test_a_rotation_can_be_killed_anywhere_and_continued(
    database: Database, tmp_path: Path
) -> None:
    fill(database, [OLD], TAX_IDS)
    url = database.engine.url.render_as_string(hide_password=False)
    exits, left = [], []
    # Before and after a commit, at the first, and again and again in what is left.
    for killed, kill_at in enumerate((2, 7, 12, 17, None)):
        log = tmp_path / f"{killed}.log"
        process = processes().Process(target=work, args=(url, log, kill_at))
        process.start()
        process.join()
        exits.append(process.exitcode)
        left.append(survey(database, [NEW, OLD])[1].older)
        assert unreadable(database, [NEW, OLD]) == 0
    assert exits == [SIGKILLED] * 4 + [0]
    assert TAX_IDS >= left[0] > left[1] > left[2] > left[3] > left[4] == 0
    assert "before commit of record" in {line.what for line in read_log(tmp_path / "4.log")}
    assert unreadable(database, [NEW]) == 0
    assert SealedTokens(database, COMPANY, [NEW]).read() == {"refresh_token": "secret-refresh"}
