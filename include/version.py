"""CoreBooks' version, as other programs are told it; `pyproject.toml` says the same."""

VERSION = "0.1.0"
