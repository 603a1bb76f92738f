"""What most integrations do: python-quickbooks, one document at a time, looked up before it is saved.

As the library's README teaches: `Vendor.filter`, `Bill.filter`, `bill.save`. With one thread, or with
several and nothing that keeps within QuickBooks' limits: a call that fails is made again after one
second, two, four ...
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from intuitlib.client import AuthClient
from quickbooks import QuickBooks
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.bill import Bill
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
)
from quickbooks.objects.vendor import Vendor
from quickbooks.objects.vendorcredit import VendorCredit
from requests.exceptions import RequestException

from include.books.documents import Document, DocumentKind
from sandbox.quickbooks_online.testing import RunningSandbox

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds that a call which failed waits before it is made again, in real time."""

_NAME_TAKEN = 6240

# The library speaks to Intuit over TLS; the sandbox is on this machine and has none.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
os.environ["NO_PROXY"] = "127.0.0.1"


@dataclass(slots=True)
class LoopResult:
    """What became of a loop: real seconds, and how often a document had to be tried again."""

    seconds: float = 0.0
    saved: int = 0
    tried_again: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)


class PlainLoop:
    """A script of the usual kind against one sandbox.

    Args:
        sandbox: where; its company must be connected by nobody else.
        scale: how many times as fast as real time the sandbox runs.
        threads: how many documents are under way at once.
    """

    def __init__(self, sandbox: RunningSandbox, scale: float, threads: int) -> None:
        self._sandbox = sandbox
        self._scale = scale
        self._threads = threads
        self._refresh_token = sandbox.tokens()["refresh_token"]

    def run(self, documents: Sequence[Document]) -> LoopResult:
        """Bring documents into QuickBooks; what fails is tried again until it is in."""
        result = LoopResult()
        waiting: queue.SimpleQueue[Document] = queue.SimpleQueue()
        for document in documents:
            waiting.put(document)
        started = time.perf_counter()
        auth = self._log_in()
        workers = [
            threading.Thread(target=self._work, args=(auth, waiting, result))
            for _ in range(self._threads)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        result.seconds = time.perf_counter() - started
        return result

    def _log_in(self) -> Any:
        """A script that starts has a refresh token, and no access token that is still good."""
        auth = AuthClient(
            client_id="sandbox-client",
            client_secret="sandbox-secret",  # noqa: S106  (opens nothing but the sandbox)
            redirect_uri="http://localhost:8000/callback",
            environment=f"{self._sandbox.url}/.well-known/openid_sandbox_configuration",
        )
        auth.refresh(refresh_token=self._refresh_token)
        self._refresh_token = auth.refresh_token
        return auth

    def _work(self, auth: Any, waiting: queue.SimpleQueue[Document], result: LoopResult) -> None:
        client = QuickBooks(
            auth_client=auth,
            refresh_token=auth.refresh_token,
            company_id=self._sandbox.realm,
            minorversion=75,
        )
        # The library knows Intuit's two addresses only.
        client.sandbox = False
        client.api_url_v3 = f"{self._sandbox.url}/v3"
        insist = _Insist(self._scale, result)
        while True:
            try:
                document = waiting.get_nowait()
            except queue.Empty:
                return
            saved = _bring(client, document, insist)
            with result.lock:
                result.saved += saved


class _Insist:
    """Makes a call again until it succeeds, with longer and longer waits."""

    def __init__(self, scale: float, result: LoopResult) -> None:
        self._scale = scale
        self._result = result

    def __call__(self, call: Callable[[], Any]) -> Any:
        wait = FIRST_WAIT
        while True:
            try:
                return call()
            except (QuickbooksException, RequestException) as error:
                if getattr(error, "error_code", 0) == _NAME_TAKEN:
                    raise
                with self._result.lock:
                    self._result.tried_again += 1
                time.sleep(wait / self._scale)
                wait = min(2 * wait, LONGEST_WAIT)


def _vendor(client: Any, name: str, insist: _Insist) -> Any:
    while True:
        matches = insist(lambda: Vendor.filter(DisplayName=name, qb=client))
        if matches:
            return matches[0]
        vendor = Vendor()
        vendor.DisplayName = name
        try:
            insist(lambda: vendor.save(qb=client))  # noqa: B023  (called at once)
        except QuickbooksException:
            continue  # another thread has just created it
        return vendor


def _bring(client: Any, document: Document, insist: _Insist) -> bool:
    """Look the vendor and the bill up; save what is missing or has another amount."""
    vendor = _vendor(client, document.party.display_name, insist)
    kind = Bill if document.kind is DocumentKind.BILL else VendorCredit
    matches = insist(lambda: kind.filter(DocNumber=document.number, qb=client))
    bill = matches[0] if matches else kind()
    if matches and round(float(bill.TotalAmt) * 100) == document.total:
        return False
    bill.DocNumber = document.number
    bill.VendorRef = vendor.to_ref()
    bill.PrivateNote = document.memo
    bill.Line = [_line(line.description, line.amount, line.target.id) for line in document.lines]
    insist(lambda: bill.save(qb=client))
    return True


def _line(description: str, cents: int, account: str) -> Any:
    line = AccountBasedExpenseLine()
    line.Description = description
    line.Amount = round(cents / 100, 2)
    line.AccountBasedExpenseLineDetail = AccountBasedExpenseLineDetail()
    line.AccountBasedExpenseLineDetail.AccountRef = {"value": account}
    return line
