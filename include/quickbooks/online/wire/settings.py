"""The addresses and credentials of one QuickBooks Online company."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from include.books.gateway import GatewayUnavailable, Recovery

LIVE_API = "https://quickbooks.api.intuit.com"
SANDBOX_API = "https://sandbox-quickbooks.api.intuit.com"
LIVE_APP = "https://app.qbo.intuit.com/app"
LINK_PATTERN = "{app_url}/{page}?txnId={id}"

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_REALM = re.compile(r"[0-9A-Za-z_-]{1,40}")


ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class OnlineSettings:
    """Addresses and credentials of one company.

    Attributes:
        client_id: of the app at developer.intuit.com.
        client_secret: its secret; it is in no log and no message.
        realm_id: the company's ID. Empty only while connecting, which yields it.
        currency: of CORE's amounts, which the company's home currency must be.
        country: where the company is, as far as it is known; an ISO 3166 code.
        environment: which of Intuit's own services, where no addresses are given.
        api_url: the API's address without a path; empty for Intuit's own.
        oauth_url: where `/.well-known/openid_sandbox_configuration` is served; empty, or an address
            of Intuit, for Intuit's own.
        redirect_uri: where Intuit's consent page sends the browser back to.
        app_url: the address of QuickBooks' own pages, up to the page's name.
        link_pattern: of `{app_url}`, `{realm}`, `{page}` (invoice, recvpayment...) and `{id}`.
        plain_http_hosts: hosts of a private network that may be called without TLS.
        timeout_seconds: QuickBooks responds within 120 s or not at all.
        attempts: how often it is called, 2, 4, 8... seconds apart, before it counts as unreachable.
    """

    client_id: str
    client_secret: str = field(repr=False)
    realm_id: str
    currency: str = "USD"
    country: str = ""
    environment: Literal["sandbox", "production"] = "production"
    api_url: str = ""
    oauth_url: str = ""
    redirect_uri: str = "http://localhost:8080/corebooks/quickbooks/connected"
    app_url: str = LIVE_APP
    link_pattern: str = LINK_PATTERN
    plain_http_hosts: tuple[str, ...] = ()
    timeout_seconds: float = 120.0
    attempts: int = ATTEMPTS

    @property
    def is_in_the_us(self) -> bool:
        """Whether the company is in the United States, as far as is known before it is asked."""
        return self.country in ("", "US") and self.currency == "USD"

    @property
    def api_base(self) -> str:
        """The address that every path of the company starts with.

        Raises:
            GatewayUnavailable: it isn't an address, or would send the token unencrypted.
        """
        own = LIVE_API if self.environment == "production" else SANDBOX_API
        if not _REALM.fullmatch(self.realm_id):
            raise GatewayUnavailable(
                Recovery.RECONNECT,
                f"The connection has an invalid QuickBooks company ID, “{self.realm_id}”.",
                "Reconnect the company under Integrations. That sets its ID.",
            )
        api = self.checked(self.api_url or own, "QuickBooks' API")
        return f"{api}/v3/company/{self.realm_id}/"

    @property
    def discovery(self) -> str:
        """The address of the OAuth discovery document, or the name of Intuit's own environment."""
        host = urlsplit(self.oauth_url).hostname or ""
        if not self.oauth_url or host == "intuit.com" or host.endswith(".intuit.com"):
            return self.environment
        base = self.checked(self.oauth_url, "Intuit's sign-in service")
        return f"{base}/.well-known/openid_sandbox_configuration"

    def is_local(self, url: str) -> bool:
        """Whether an address is local, so that calls don't go through a proxy."""
        return urlsplit(url).hostname in (*_LOOPBACK, *self.plain_http_hosts)

    def checked(self, url: str, what: str) -> str:
        """An address to which secrets may be sent, without a slash at its end.

        Args:
            url: the address.
            what: what it is of, for the sentence: "QuickBooks' API".

        Raises:
            GatewayUnavailable: it isn't an address, or not protected by TLS.
        """
        try:
            parts = urlsplit(url.strip())
            host = parts.hostname or ""
        except ValueError:
            parts, host = urlsplit(""), ""
        if parts.scheme not in ("http", "https") or not host:
            raise GatewayUnavailable(
                Recovery.RECONNECT,
                f"The address of {what} in the Airflow connection isn't a web address.",
                "Enter an address that begins with https://, then run again.",
            )
        if parts.scheme == "http" and host not in _LOOPBACK and host not in self.plain_http_hosts:
            raise GatewayUnavailable(
                Recovery.RECONNECT,
                f"The address of {what} ({host}) begins with http://, which would send the "
                "company's keys unencrypted.",
                "Enter the address with https://, then run again.",
            )
        return url.strip().rstrip("/")
