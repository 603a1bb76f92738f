"""Airflow's Test button on the two connection types."""

from __future__ import annotations

from airflow.sdk import BaseHook

from include.core_backoffice.records.errors import CoreError
from include.provider.connections.opening import open_source


class CoreBackOfficeHook(BaseHook):
    """CORE BackOffice's REST API."""

    conn_name_attr = "core_conn_id"
    default_conn_name = "core_backoffice_default"
    conn_type = "core_backoffice"
    hook_name = "CORE BackOffice"

    def __init__(self, core_conn_id: str = default_conn_name) -> None:
        super().__init__()
        self.core_conn_id = core_conn_id

    def test_connection(self) -> tuple[bool, str]:
        """Check that CORE accepts the API key."""
        try:
            with open_source(self.core_conn_id) as source:
                source.check()
        except CoreError as error:
            return False, str(error)
        return True, "CORE accepted the API key."


class QuickBooksOnlineHook(BaseHook):
    """QuickBooks Online's app credentials; each company is connected on its own."""

    conn_name_attr = "quickbooks_conn_id"
    default_conn_name = "quickbooks_online_default"
    conn_type = "quickbooks_online"
    hook_name = "QuickBooks Online"

    def __init__(self, quickbooks_conn_id: str = default_conn_name) -> None:
        super().__init__()
        self.quickbooks_conn_id = quickbooks_conn_id

    def test_connection(self) -> tuple[bool, str]:
        """Check that the app's credentials are there; only connecting a company proves them."""
        connection = self.get_connection(self.quickbooks_conn_id)
        if not connection.login or not connection.password:
            return False, "Enter the client ID and client secret of your Intuit app."
        return (
            True,
            "The client ID and secret are set. Connect a company to verify them with Intuit.",
        )
