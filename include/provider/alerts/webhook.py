"""A webhook by Airflow's HTTP provider, called so that its address stays secret.

The address of a webhook is its password. Airflow's own hook writes it into the log of a call that fails, and
follows wherever the answer leads.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import requests
from airflow.providers.http.hooks.http import HttpHook
from airflow.providers.http.notifications import HttpNotifier

_SECONDS = 15
_REDIRECTS = 300


class WebhookRefused(RuntimeError):
    """A webhook didn't take the message; `status` is its HTTP status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"HTTP {status}")


class WebhookHook(HttpHook):
    """Calls a webhook once, within 15 seconds, and follows no redirect."""

    def run_and_check(
        self,
        session: requests.Session,
        prepped_request: requests.PreparedRequest,
        extra_options: dict[Any, Any],  # noqa: ARG002  (Airflow's signature)
    ) -> requests.Response:
        """Send it.

        Raises:
            WebhookRefused: the answer isn't a 2xx.
        """
        settings = session.merge_environment_settings(
            prepped_request.url,
            proxies=session.proxies,
            stream=True,  # the answer isn't read: it could be endless
            verify=session.verify,
            cert=session.cert,
        )
        with session.send(
            prepped_request, timeout=_SECONDS, allow_redirects=False, **settings
        ) as answer:
            if not requests.codes.ok <= answer.status_code < _REDIRECTS:
                raise WebhookRefused(answer.status_code)
            return answer


class WebhookNotifier(HttpNotifier):
    """Posts JSON to a webhook."""

    @cached_property
    def hook(self) -> WebhookHook:
        """What calls it."""
        return WebhookHook(method=self.method, http_conn_id=self.http_conn_id)
