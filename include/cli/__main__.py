"""`python -m include.cli`: the `corebooks` command from a checkout."""

import sys

from include.cli import main

if __name__ == "__main__":
    sys.exit(main())
