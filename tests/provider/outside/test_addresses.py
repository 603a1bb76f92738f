"""A link from outside opens the page within Airflow's own, also where Airflow is served under a path."""

from __future__ import annotations

import pytest

from include.provider.outside.addresses import page_address

RUN = "/companies/willow/history/7"


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("https://airflow.example", f"https://airflow.example/plugin/quickbooks/corebooks{RUN}"),
        ("https://airflow.example/", f"https://airflow.example/plugin/quickbooks/corebooks{RUN}"),
        # Tried in Chromium: what follows Airflow's page is the address in its frame.
        (
            "http://localhost:8080/air/flow",
            f"http://localhost:8080/air/flow/plugin/quickbooks/air/flow/corebooks{RUN}",
        ),
        ("", ""),
        ("airflow.example", ""),
    ],
)
def test_a_pages_address_begins_with_airflows(base_url: str, address: str) -> None:
    assert page_address(base_url, RUN) == address


def test_no_page_has_no_address() -> None:
    assert page_address("https://airflow.example", "") == ""
