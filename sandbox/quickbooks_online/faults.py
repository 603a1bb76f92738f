"""Faults on demand: which request is to go wrong, how, and before or after it did its work."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from sandbox.quickbooks_online import shapes
from sandbox.quickbooks_online.alterations import Alteration, altered
from sandbox.quickbooks_online.errors import Refusal

Kind = Literal[
    "fault",
    "401",
    "403",
    "429",
    "wrong_realm",
    "wrong_cluster",
    "html",
    "empty",
    "truncated",
    "cut",
    "drop",
    "timeout",
    "oauth",
    "slow",
    "gateway",
    "json_error",
    "nothing",
    "other_body",
    "redirect",
    "altered",
]
When = Literal["before_commit", "after_commit", "between_items"]


class Match(BaseModel):
    """Which requests a rule is for; what is not given matches all.

    Attributes:
        path: a regular expression, searched in the path.
        entity: an entity's name; a batch matches when one of its items does.
        operation: create, update, delete, void, read, query, batch, cdc, companyinfo, preferences,
            refresh, exchange or revoke.
        method: GET or POST.
        body: a regular expression, searched in the body as sent.
    """

    model_config = ConfigDict(extra="forbid")

    path: str | None = None
    entity: str | None = None
    operation: str | None = None
    method: str | None = None
    body: str | None = None


class Rule(BaseModel):
    """One order to go wrong.

    Attributes:
        kind: `fault` is QuickBooks' JSON Fault with `code`; on a batch whose items match by entity
            or operation, those items get it. `401` is a token that is not good, `429` a throttle
            in `shape`, `html` and `empty` a 5xx, `truncated` half a JSON text, `cut` a connection
            that breaks within the answer, `drop` one that breaks before it, `timeout` silence,
            `oauth` an error of the token endpoint, `slow` an answer `seconds` late. `gateway` is
            an error of the machine before the service, `code` named `detail`, in `shape`, that
            names `stated_status` as its own: 150 CompanyUnderMaintenance, for one. `json_error` is
            a machine's {"error": "Not Found"}, `nothing` a 200 with {}, `other_body` a 200 with an
            answer to another question, `redirect` a 307 to another host, and `altered` the true
            answer with something odd (`alterations`).
        times: how often; None for always.
        after: how many matching requests go well first.
        when: whether the request does its work before it goes wrong. `between_items` breaks a
            batch off when `items` of its items are committed.
    """

    model_config = ConfigDict(extra="forbid")

    match: Match = Field(default_factory=Match)
    kind: Kind
    times: int | None = 1
    after: int = 0
    when: When = "before_commit"
    items: int = 1
    probability: float = 1.0
    seed: int = 0
    code: str = "10000"
    detail: str = ""
    status: int | None = None
    shape: Literal["xml", "json", "lower_case"] | None = None
    retry_after: int | None = None
    error: str = "invalid_grant"
    seconds: float = 1.0
    stated_status: int | None = None
    how: Alteration = "item_missing"
    part: str = ""

    @property
    def needs_answer(self) -> bool:
        """Whether the request does its work first, whatever `when` says."""
        return self.kind == "altered"


@dataclass(frozen=True, slots=True)
class Call:
    """A request as rules see it."""

    method: str
    path: str
    body: str
    operation: str
    entities: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Armed:
    rule: Rule
    random: random.Random
    seen: int = 0
    fired: int = 0

    def fires(self) -> bool:
        """Count one match, and say whether the rule strikes now."""
        rule = self.rule
        if rule.times is not None and self.fired >= rule.times:
            return False
        self.seen += 1
        if self.seen <= rule.after or self.random.random() >= rule.probability:
            return False
        self.fired += 1
        return True


@dataclass(slots=True)
class Faults:
    """The rules in force, in the order they were given; the first that fires decides."""

    armed: list[_Armed] = field(default_factory=list)

    def add(self, rules: Iterable[Rule]) -> None:
        """Put rules in force."""
        self.armed.extend(_Armed(rule, random.Random(rule.seed)) for rule in rules)

    def clear(self) -> None:
        """Let everything go well again."""
        self.armed.clear()

    def listing(self) -> list[dict[str, Any]]:
        """Every rule with how often it matched and fired."""
        return [
            {**one.rule.model_dump(exclude_defaults=True), "seen": one.seen, "fired": one.fired}
            for one in self.armed
        ]

    def for_call(self, call: Call) -> Rule | None:
        """The rule that strikes this request, if any."""
        return self._first(
            one for one in self.armed if not _by_item(one.rule) and _meets(one, call)
        )

    def for_item(self, path: str, entity: str, verb: str) -> Rule | None:
        """The rule that strikes this operation of an entity (alone or in a batch), if any.

        One that strikes after the commit answers with its Fault for what was posted.
        """
        call = Call("POST", path, "", verb, frozenset({entity}), frozenset({verb}))
        return self._first(one for one in self.armed if _by_item(one.rule) and _meets(one, call))

    @staticmethod
    def _first(candidates: Iterable[_Armed]) -> Rule | None:
        return next((one.rule for one in candidates if one.fires()), None)


def _by_item(rule: Rule) -> bool:
    about = rule.match
    named = about.entity is not None or about.operation in ("create", "update", "delete", "void")
    return rule.kind == "fault" and rule.when != "between_items" and named


def _meets(armed: _Armed, call: Call) -> bool:
    match = armed.rule.match
    checks = (
        match.method in (None, call.method),
        match.path is None or re.search(match.path, call.path) is not None,
        match.body is None or re.search(match.body, call.body) is not None,
        match.entity is None or match.entity in call.entities,
        match.operation in (None, call.operation) or match.operation in call.verbs,
    )
    return all(checks)


def refusal(rule: Rule) -> Refusal:
    """The Fault that a rule orders."""
    return Refusal(rule.code, rule.detail or "Injected.", status=rule.status or 400)


def response(
    rule: Rule,
    time: str,
    good: Response | None,
    throttle_shape: str,
    asked: tuple[str, ...] = (),
) -> Response:
    """The answer that a rule orders.

    Args:
        rule: the rule.
        time: for the answer.
        good: the true answer, where the work was done.
        throttle_shape: how throttles look.
        asked: the entities that change data capture was asked for.
    """
    return _RESPONSES[rule.kind](_Order(rule, time, good, throttle_shape, asked))


@dataclass(frozen=True, slots=True)
class _Order:
    rule: Rule
    time: str
    good: Response | None
    throttle_shape: str
    asked: tuple[str, ...] = ()


def _fault(order: _Order) -> Response:
    status = order.rule.status or (500 if order.rule.code == "10000" else 400)
    return shapes.fault(refusal(order.rule), order.time, status)


def _throttled(order: _Order) -> Response:
    shape = order.rule.shape or order.throttle_shape
    return shapes.throttled(shape, order.rule.status or 429, order.rule.retry_after)


def _truncated(order: _Order) -> Response:
    text = bytes(order.good.body) if order.good is not None else b'{"QueryResponse": {"Bill": [{"Id'
    headers = {"intuit_tid": shapes.trace_id()}
    half = text[: max(1, len(text) // 2)]
    return Response(half, order.rule.status or 200, headers, "application/json")


def _empty(order: _Order) -> Response:
    return Response(None, order.rule.status or 500, {"intuit_tid": shapes.trace_id()})


def _gateway(order: _Order) -> Response:
    rule = order.rule
    status = rule.status or 503
    name, stated = rule.detail or "CompanyUnderMaintenance", rule.stated_status or status
    if rule.shape == "xml":
        return shapes.xml(status, name, rule.code, "SERVICE", {}, stated)
    return shapes.lower_case(status, name, rule.code, "", "SERVICE", stated)


def _json_error(order: _Order) -> Response:
    status = order.rule.status or 404
    body = {"timestamp": order.time, "status": status, "error": "Not Found", "path": "/v3/company"}
    return shapes.answer(body, status)


def _redirect(order: _Order) -> Response:
    return shapes.answer({}, order.rule.status or 307, {"Location": "https://elsewhere.example/"})


def _altered(order: _Order) -> Response:
    assert order.good is not None, "the work was done"  # noqa: S101  (for mypy)
    fault = refusal(order.rule).fault()
    return altered(order.rule.how, order.good, fault, order.rule.part, order.asked)


_RESPONSES: dict[str, Callable[[_Order], Response]] = {
    "fault": _fault,
    "401": lambda order: shapes.expired(order.rule.detail or "Token expired"),
    "403": lambda _: shapes.forbidden(),
    "429": _throttled,
    "wrong_realm": lambda _: shapes.wrong_realm(),
    "wrong_cluster": lambda _: shapes.xml(401, "WrongCluster", "130", "AUTHENTICATION", {}),
    "html": lambda order: shapes.html(order.rule.status or 502),
    "empty": _empty,
    "oauth": lambda order: shapes.answer({"error": order.rule.error}, order.rule.status or 400),
    "truncated": _truncated,
    "cut": lambda order: shapes.Dropped(order.good or shapes.answer({"time": order.time})),
    "timeout": lambda _: shapes.Hanging(),
    "gateway": _gateway,
    "json_error": _json_error,
    "nothing": lambda order: shapes.answer({}, order.rule.status or 200),
    "other_body": lambda order: shapes.answer({"Employee": {"Id": "1"}, "time": order.time}),
    "redirect": _redirect,
    "altered": _altered,
    "drop": lambda _: shapes.Dropped(),
}
