"""`python -m tests.docs.write`: what `make docs` runs to rewrite the generated parts."""

from __future__ import annotations

import sys

from tests.docs.pages import pages


def main() -> int:
    """Write every page whose generated parts changed, and say which."""
    for path, text in pages():
        if path.read_text(encoding="utf-8") == text:
            sys.stdout.write(f"{path.name}: up to date\n")
        else:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.name}: written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
