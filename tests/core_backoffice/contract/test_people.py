"""Agents and vendors, as every source has them."""

from __future__ import annotations

from dataclasses import replace

from include.core_backoffice.records.records import Agent, Vendor
from include.core_backoffice.source import Gone
from tests.core_backoffice.contract.brokerage import ACME, JANE, LEE, statement
from tests.core_backoffice.contract.world import World
from tests.core_backoffice.contract.worlds import in_every_world

pytestmark = in_every_world


def test_agents_come_in_order_with_what_core_has_of_them(world: World) -> None:
    world.put(LEE)
    world.put(JANE, ACME)
    with world.source() as source:
        agents = list(source.agents_changed(None))
        assert [agent.id for agent in agents if isinstance(agent, Agent)] == ["101", "102"]
        jane = source.agent("101")
        acme = source.vendor("201")
        assert list(source.agent_ids()) == ["101", "102"]
    assert isinstance(jane, Agent)
    assert (jane, jane.name, jane.email, jane.active) == (
        agents[0],
        "Jane Doe",
        "jane@example.com",
        True,
    )
    assert isinstance(acme, Vendor)
    assert acme.name == "Acme Realty"


def test_a_changed_agent_comes_with_the_change(world: World) -> None:
    world.put(JANE, LEE)
    world.put(replace(LEE, email="lee.lawson@example.com"))
    with world.source() as source:
        lee = source.agent("102")
        assert isinstance(lee, Agent)
        assert list(source.agents_changed(lee.updated_at)) == [lee]
    assert lee.email == "lee.lawson@example.com"


def test_a_deleted_agent_is_gone(world: World) -> None:
    world.put(JANE, LEE)
    world.delete("agent:101")
    with world.source() as source:
        assert source.agent("101") == Gone("agent:101")
        assert source.record("agent:101") == Gone("agent:101")
        assert list(source.agent_ids()) == ["102"]
        assert list(source.billing_statements(["101"])) == [Gone("agent:101")]


def test_a_change_of_an_agent_is_on_their_statements_with_the_next_read(world: World) -> None:
    world.put(JANE, statement(9001))
    world.put(replace(JANE, email="jane.doe@example.com"))
    with world.source() as source:
        jane = source.agent("101")
        assert isinstance(jane, Agent)
        billed, _ = source.billing_statements_changed(jane.updated_at)
    assert getattr(billed, "agent", None) is not None
    assert billed.agent.email == "jane.doe@example.com"  # type: ignore[union-attr]  # (checked above)
