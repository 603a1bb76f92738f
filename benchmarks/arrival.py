"""From a dropped file, a mail, an upload and a signed call to the start of a run, on a live Airflow. Run: make bench."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.parts import results
from tests.live import connected, running_airflow
from tests.test_live_inbox import open_doors

LIMIT_SECONDS = 10.0
_TIMES = 5


def main() -> int:
    """Print the table. Returns 1 if a run started later than the limit."""
    with (
        tempfile.TemporaryDirectory() as state,
        running_airflow(Path(state)) as demo,
        open_doors(connected(demo)) as doors,
    ):
        ways = {
            "dropped file": doors.drop,
            "mail": doors.send,
            "upload": doors.upload,
            "signed call": doors.call,
        }
        taken = {
            name: [doors.arrive(how)[0].total_seconds() for _ in range(_TIMES)]
            for name, how in ways.items()
        }
    rows = [{"arrives": name, "seconds": seconds} for name, seconds in taken.items()]
    results.keep("arrival", {"machine": results.machine(), "rows": rows})
    for name, seconds in taken.items():
        print(f"{name:14} median {median(seconds):.1f} s, slowest {max(seconds):.1f} s")
    slowest = max(second for seconds in taken.values() for second in seconds)
    met = slowest <= LIMIT_SECONDS
    print(f"\n{'met   ' if met else 'MISSED'}  every run started within {LIMIT_SECONDS:.0f} s")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
