"""`python -m tests.rehearsal`: what `make rehearse` runs."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.rehearsal.places import missing
from tests.rehearsal.processes import Ended
from tests.rehearsal.stack import running
from tests.rehearsal.story import tell


def main() -> int:
    """Carry the compose file out in a new folder. Returns 0 if everything was exact."""
    if lacks := missing():
        print(f"NOT REHEARSED: this machine has no {', '.join(lacks)}. Install it, then run again.")
        return 0
    state = Path(tempfile.mkdtemp(prefix="corebooks-rehearsal-"))
    try:
        with running(state) as stack:
            stack.say("state and logs are in", state)
            wrong = tell(stack)
    except Ended as stuck:
        wrong = [str(stuck)]
    for sentence in wrong:
        print(f"WRONG  {sentence}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
