"""Addresses of CoreBooks' pages, as others are led to them: within Airflow's own page. Light to import."""

from __future__ import annotations

from urllib.parse import urlsplit

_VIEW = "/plugin/quickbooks"
"""Airflow's address of the page that has ours in a frame."""
PAGES = "/corebooks"
"""What every address of ours begins with, after Airflow's base path."""


def in_frame(base_path: str, path: str) -> str:
    """The address of one of our pages within Airflow's own, from its base path on.

    Airflow shows what follows its own page's address in the frame, the base path once more included.

    Args:
        base_path: under which Airflow is served: "/airflow"; empty for the root.
        path: of our page: "/companies/willow/history/7".
    """
    return f"{base_path}{_VIEW}{base_path}{PAGES}{path}"


def page_address(base_url: str, path: str) -> str:
    """The whole address of one of our pages within Airflow's own; empty without an address of Airflow.

    Args:
        base_url: Airflow's address for users, as its setting `[api] base_url` has it.
        path: of our page; empty for no page, which has no address.
    """
    airflow = urlsplit(base_url.strip())
    if not path or airflow.scheme not in ("http", "https"):
        return ""
    origin = f"{airflow.scheme}://{airflow.netloc}"
    return f"{origin}{in_frame(airflow.path.rstrip('/'), path)}"
