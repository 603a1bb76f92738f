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


def call_once(session: requests.Session, request: requests.PreparedRequest) -> requests.Response:
    """Send a message, within 15 seconds; no redirect is followed.

    Args:
        session: with the proxies and certificates to use, beside those of the environment.
        request: the message.

    Raises:
        WebhookRefused: the answer isn't a 2xx.
        requests.RequestException: there was no answer.
    """
    settings = session.merge_environment_settings(
        request.url,
        proxies=session.proxies,
        stream=True,  # the answer isn't read: it could be endless
        verify=session.verify,
        cert=session.cert,
    )
    with session.send(request, timeout=_SECONDS, allow_redirects=False, **settings) as answer:
        if not requests.codes.ok <= answer.status_code < _REDIRECTS:
            raise WebhookRefused(answer.status_code)
        return answer


class WebhookHook(HttpHook):
    """Calls a webhook once."""

    def run_and_check(
        self,
        session: requests.Session,
        prepped_request: requests.PreparedRequest,
        extra_options: dict[Any, Any],  # noqa: ARG002  (Airflow's signature)
    ) -> requests.Response:
        """Send it; raises what `call_once` does."""
        return call_once(session, prepped_request)


class WebhookNotifier(HttpNotifier):
    """Posts JSON to a webhook."""

    @cached_property
    def hook(self) -> WebhookHook:
        """What calls it."""
        return WebhookHook(method=self.method, http_conn_id=self.http_conn_id)
