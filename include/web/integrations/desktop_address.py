"""The address at which a PC reaches the web service, and what is wrong with it."""

from __future__ import annotations

from urllib.parse import urlsplit

from airflow.configuration import conf
from fastapi import Request

from include.web.frame.pages import airflow_root, root
from include.web.integrations import web_connector_route as web_connector
from include.web_connector.qwc import AddressNotHttps, check_address, is_local


def address(request: Request) -> str:
    """The web service's address as the PC reaches it: Airflow's own, as its settings say."""
    base = (conf.get("api", "base_url", fallback="") or "").rstrip("/")
    if not base:
        base = f"{request.url.scheme}://{request.url.netloc}{airflow_root(request)}"
    own = root(request).removeprefix(airflow_root(request))
    return f"{base}{own}{web_connector.PATH}"


def trouble_with(url: str) -> str:
    """Why the Web Connector of a PC could not call an address; empty when it can."""
    try:
        check_address(url)
    except AddressNotHttps as error:
        return str(error)
    if not is_local(url):
        return ""
    parts = urlsplit(url)
    return (
        f"Airflow's address is set to {parts.scheme}://{parts.netloc}, which only a Web Connector on "
        "the same machine can reach. For another PC, your Airflow administrator must add a "
        "certificate and set base_url in the [api] section to the https address."
    )
