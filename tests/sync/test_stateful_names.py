"""Names may be equal, change, and be merged by anyone: no entry is to nobody, no one is two vendors.

Agents and contacts with equal names come and are renamed in CORE; vendors are renamed, merged, made
inactive and active in QuickBooks; users match, unmatch and create. In between, the workflow runs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from include.sync.post.manual_matches import match_manually, remove_match
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import sqlite_database
from tests.profiles import examples
from tests.sync.office import EXPENSES, Office
from tests.sync.people import agent, contact, deactivate, deal, matches, merge, vendors

FIRST = st.sampled_from(["Maria", "María", "Jo"])
LAST = st.sampled_from(["Garcia", "Lee"])
FIRMS = st.sampled_from(["Keller Williams", "Keller Williams, Inc.", "Jo Lee", ""])


class Names(RuleBasedStateMachine):
    """A brokerage whose people have few names."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.agents: list[int] = []
        self.contacts: list[int] = []
        self.deals: list[str] = []
        self.chosen: set[str] = set()
        self.before: dict[str, str] = {}

    @initialize()
    def open_the_office(self) -> None:
        folder = Path(self.stack.enter_context(TemporaryDirectory()))
        database = sqlite_database(folder)
        self.stack.callback(database.close)
        core = self.stack.enter_context(
            running_core(transactions=0, agents=0, bad_records=False, billing_months=0)
        )
        quickbooks = self.stack.enter_context(running_quickbooks(requestid_retention_seconds=0))
        self.office = Office(core, quickbooks, database, sweep_every=dt.timedelta())
        self.office.connect()
        self.office.use("expenses-via-checks")
        self.two_agents_of_one_name("Maria", "Garcia")

    def teardown(self) -> None:
        self.stack.close()

    # What happens in CORE

    @rule(first=FIRST, last=LAST)
    def two_agents_of_one_name(self, first: str, last: str) -> None:
        both = [agent(self.office, first, last), agent(self.office, first, last)]
        self.agents += both
        for one in both:
            self.deals.append(deal(self.office, f"{len(self.deals)} Oak St", one))

    @rule(firm=FIRMS, first=FIRST, last=LAST, data=st.data())
    def a_contact_is_paid(self, firm: str, first: str, last: str, data: st.DataObject) -> None:
        one = contact(self.office, firm, first_name=first, last_name=last)
        self.contacts.append(one)
        earns = data.draw(st.sampled_from(self.agents))
        address = f"{len(self.deals)} Oak St"
        self.deals.append(deal(self.office, address, earns, to={one: 100_000}))

    @rule(data=st.data(), first=FIRST, last=LAST)
    def rename_an_agent(self, data: st.DataObject, first: str, last: str) -> None:
        one = data.draw(st.sampled_from(self.agents))
        self.office.core.patch(f"/agents/{one}", first_name=first, last_name=last, email="n/a")
        self._touch(data)

    @precondition(lambda self: self.contacts)
    @rule(data=st.data(), firm=FIRMS)
    def a_contact_goes_to_another_firm(self, data: st.DataObject, firm: str) -> None:
        one = data.draw(st.sampled_from(self.contacts))
        self.office.core.patch(f"/contacts/{one}", company=firm)
        self.chosen.add(f"vendor/vendor:{one}")
        self._touch(data)

    def _touch(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.deals))
        cents = data.draw(st.sampled_from([900_000, 1_000_000, 1_100_000]))
        self.office.core.patch(f"/transactions/{one}", gross=cents)

    # What users do in QuickBooks

    @precondition(lambda self: self.before)
    @rule(data=st.data(), name=st.sampled_from(["Garcia, M.", "Zed", "Jo Lee (10)"]))
    def rename_a_vendor(self, data: st.DataObject, name: str) -> None:
        one, known = self._vendor(data)
        if all(vendor["DisplayName"] != name for vendor in known.values()):
            self.office.quickbooks.edit("Vendor", one, "update", DisplayName=name)

    @precondition(lambda self: self.before)
    @rule(data=st.data())
    def make_a_vendor_inactive_or_active(self, data: st.DataObject) -> None:
        one, known = self._vendor(data)
        if known[one].get("Active", True):
            deactivate(self.office, one)
        else:
            self.office.quickbooks.edit("Vendor", one, "update", Active=True)

    @precondition(lambda self: self.before)
    @rule(data=st.data())
    def merge_two_vendors(self, data: st.DataObject) -> None:
        loser, known = self._vendor(data)
        winner, _ = self._vendor(data)
        if loser != winner and all(known[one].get("Active", True) for one in (loser, winner)):
            merge(self.office, "Purchase", loser, winner)

    def _vendor(self, data: st.DataObject) -> tuple[str, dict[str, dict[str, Any]]]:
        known = vendors(self.office)
        return data.draw(st.sampled_from(sorted(set(self.before.values())))), known

    # What users choose

    @precondition(lambda self: self.before)
    @rule(data=st.data(), how=st.sampled_from(["to", "new", "none"]))
    def match(self, data: st.DataObject, how: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.before)))
        self.chosen.add(key)
        if how == "none":
            remove_match(self.office.database, "", key, "finance ops")
            return
        to = "" if how == "new" else data.draw(st.sampled_from(sorted(vendors(self.office))))
        match_manually(self.office.database, "", key, to, "finance ops")

    # And the product

    @rule()
    def sync_soon(self) -> None:
        self.sync()

    @rule()
    def sync_at_once(self) -> None:
        self.sync()

    @rule()
    def sync(self) -> None:
        vendors_before = vendors(self.office)
        counted = self._paid()
        self.office.run(EXPENSES)
        now, known = matches(self.office), vendors(self.office)
        for entry in self.office.entries("Purchase"):
            assert entry["party"], f"check {entry['number']} is to nobody"
        for key, was in self.before.items():
            assert key in self.chosen or now.get(key, was) == was, f"{key} became another vendor"
        by_vendor: dict[str, list[str]] = defaultdict(list)
        for key, one in now.items():
            if key.startswith("vendor/agent:") and key not in self.chosen:
                by_vendor[one].append(key)
        shared = {one: keys for one, keys in by_vendor.items() if len(keys) > 1}
        assert not shared, "agents are one vendor without a user's choice"
        for one, paid in self._paid().items():
            if not known[one].get("Active", True):
                assert paid <= counted.get(one, 0), "an inactive vendor got another entry"
        names = [vendor["DisplayName"].casefold() for vendor in known.values()]
        assert len(names) == len(set(names))
        assert vendors_before.keys() <= known.keys()
        self.before = now

    def _paid(self) -> dict[str, int]:
        """How many checks each vendor has."""
        counts: dict[str, int] = defaultdict(int)
        with self.office.quickbooks.api() as api:
            query = {"query": "select * from Purchase maxresults 1000"}
            rows = api.get("query", params=query).json()["QueryResponse"].get("Purchase", ())
        for row in rows:
            counts[row["EntityRef"]["value"]] += 1
        return counts


TestNames = Names.TestCase
TestNames.settings = settings(
    max_examples=examples(6),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
