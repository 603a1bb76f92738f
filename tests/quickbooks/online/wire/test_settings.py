from __future__ import annotations

import dataclasses

import pytest

from include.books.gateway import GatewayUnavailable
from include.quickbooks.online.wire.settings import OnlineSettings

LIVE = OnlineSettings("client", "top-secret", "9130000000000001")


def test_the_live_service_needs_no_addresses() -> None:
    assert LIVE.api_base == "https://quickbooks.api.intuit.com/v3/company/9130000000000001/"
    assert LIVE.discovery == "production"
    trial = dataclasses.replace(LIVE, environment="sandbox")
    assert trial.api_base.startswith("https://sandbox-quickbooks.api.intuit.com/v3/")


def test_intuits_own_login_address_means_intuits_own_environment() -> None:
    known = dataclasses.replace(LIVE, oauth_url="https://oauth.platform.intuit.com")

    assert known.discovery == "production"


def test_a_login_elsewhere_is_read_from_its_discovery_document() -> None:
    local = dataclasses.replace(LIVE, oauth_url="http://127.0.0.1:8091/")

    assert local.discovery == "http://127.0.0.1:8091/.well-known/openid_sandbox_configuration"


@pytest.mark.parametrize(
    "url",
    [
        "http://quickbooks.example",
        "http://intuit.com.evil.example",
        "http://127.0.0.1.evil.example",
        "http://localhost@evil.example",
        "ftp://quickbooks.example",
        "quickbooks.example",
        "https://",
        "http://[::1",
    ],
)
def test_addresses_that_would_show_the_keys_are_refused(url: str) -> None:
    with pytest.raises(GatewayUnavailable, match="https://"):
        _ = dataclasses.replace(LIVE, api_url=url).api_base


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8091", "http://localhost:8091", "http://[::1]:8091"]
)
def test_this_machine_may_be_spoken_to_plainly(url: str) -> None:
    assert dataclasses.replace(LIVE, api_url=url).api_base.startswith(f"{url}/v3/company/")


def test_a_private_network_must_be_named() -> None:
    inside = dataclasses.replace(
        LIVE, api_url="http://quickbooks-sandbox:8091", plain_http_hosts=("quickbooks-sandbox",)
    )

    assert inside.api_base == "http://quickbooks-sandbox:8091/v3/company/9130000000000001/"


@pytest.mark.parametrize("realm", ["", "../1", "1/2", "1?x=1", " 1"])
def test_a_company_id_is_no_path(realm: str) -> None:
    with pytest.raises(GatewayUnavailable, match="company ID"):
        _ = dataclasses.replace(LIVE, realm_id=realm).api_base


def test_printing_settings_shows_no_secret() -> None:
    assert "top-secret" not in repr(LIVE)
