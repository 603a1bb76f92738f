"""After all that was tried: the audit trail is whole, and says so to an auditor and on another machine."""

from __future__ import annotations

import re

import pytest

from tests.security.gate import Gate

pytestmark = [pytest.mark.live, pytest.mark.whole]


def test_an_auditor_verifies_the_trail_of_everything_that_was_tried(simple: Gate) -> None:
    page = f"/companies/{simple.company}/history/trail"
    answer = simple.auditor.send(f"{page}/verify", {})
    assert answer.status_code == 200
    [said] = re.findall(r'<div class="notice[^>]*>(.*?)</div>', answer.text, re.DOTALL)
    assert "Audit trail verified" in said
