"""The address at which a PC reaches the web service, and what is the matter with it."""

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
        f"This Airflow says that its address is {parts.scheme}://{parts.netloc}: only a Web Connector "
        "on the machine that runs Airflow itself can call that. For another PC, whoever runs Airflow "
        "must give it a certificate and set [api] base_url to its https address first."
    )
