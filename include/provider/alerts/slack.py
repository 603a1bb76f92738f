"""Slack by its incoming webhook, called as other webhooks are: once, and so that its address stays secret.

Airflow's provider for Slack knows the connection: a token, or a whole address. Its client would follow wherever
an answer leads, call again after a lost connection, and put Slack's answer in place of its status.
"""

from __future__ import annotations

from typing import Any

import requests
from airflow.providers.slack.notifications.slack_webhook import SlackWebhookNotifier

from include.provider.alerts.webhook import call_once


class SlackNotifier(SlackWebhookNotifier):
    """Posts a text to the channel of an incoming webhook."""

    def notify(self, context: Any) -> None:  # noqa: ARG002  (Airflow's signature)
        """Send it; raises what `call_once` does.

        https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
        """
        body = {"text": self.text, "unfurl_links": False, "unfurl_media": False}
        request = requests.Request("POST", self.hook.client.url, json=body)
        proxy = self.hook.get_connection(self.slack_webhook_conn_id).extra_dejson.get("proxy")
        with requests.Session() as session:
            if proxy:
                session.proxies = {"http": proxy, "https": proxy}
            call_once(session, session.prepare_request(request))
