"""Opens every route of the pages inside Airflow's own application, as everybody; run by test_routes.

It is a program of its own because an Airflow application can be made once in a process. Which auth
manager decides is Airflow's setting. What it finds is printed as one line of JSON.
"""

from __future__ import annotations

import json
import sys

sys.argv = [
    "airflow",
    "api-server",
]  # as the API server is called: the plugin makes its pages there only

import re  # noqa: E402  (after the above)
from collections.abc import Iterator  # noqa: E402  (as above)
from typing import Any  # noqa: E402  (as above)

from airflow.utils.db import initdb  # noqa: E402  (as above)

initdb()

from airflow.api_fastapi.app import create_app, get_auth_manager  # noqa: E402  (as above)
from fastapi.dependencies.models import Dependant  # noqa: E402  (as above)
from fastapi.routing import APIRoute  # noqa: E402  (as above)
from fastapi.testclient import TestClient  # noqa: E402  (as above)

from include.database.reads.people import known_people  # noqa: E402  (as above)
from include.database.setup.company_access import change_list  # noqa: E402  (as above)
from include.web.app import create_app as our_app  # noqa: E402  (as above)
from include.web.frame import access  # noqa: E402  (as above)
from include.web.frame.access import Visitor  # noqa: E402  (as above)
from include.web.frame.company_context import open_database  # noqa: E402  (as above)
from include.web.frame.csrf import csrf_token  # noqa: E402  (as above)
from include.web.integrations import push_route as push  # noqa: E402  (as above)
from include.web.integrations import web_connector_route as web_connector  # noqa: E402  (as above)
from include.web.integrations import webhook_route as webhook  # noqa: E402  (as above)
from tests.web import route_values  # noqa: E402  (as above)

ROLES = ("viewer", "user", "op", "admin")
FILLED = {"company_id": "willow", **route_values.FILLED}


def needs(dependant: Dependant) -> str:
    """Whom a route asks for: "connector", "syncer" or "reader"."""
    calls = {one.call for one in _all(dependant)}
    if access._connector in calls:
        return "connector"
    return "syncer" if access._syncer in calls else "reader"


def _all(dependant: Dependant) -> Iterator[Dependant]:
    for one in dependant.dependencies:
        yield one
        yield from _all(one)


def address(path: str) -> str:
    """A route's path with something in each of its places."""
    return "/corebooks" + re.sub(r"{(\w+)(?::\w+)?}", lambda found: FILLED[found[1]], path)


def routes() -> Iterator[tuple[str, str, str]]:
    """Method, path and who may, of every route."""
    for route in _flat(our_app().routes):
        if route.path in (web_connector.PATH, webhook.PATH, push.PATH):
            continue  # each knows its callers in a way of its own, and is looked at below
        for method in sorted(route.methods or ()):
            yield method, route.path, needs(route.dependant)


def _flat(found: Any) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route


def users() -> dict[str, Any]:
    """A user of each role, who is named like the role."""
    if "Fab" not in type(get_auth_manager()).__name__:
        from airflow.api_fastapi.auth.managers.simple.user import (  # noqa: PLC0415  (for this manager)
            SimpleAuthManagerUser,
        )

        return {role: SimpleAuthManagerUser(username=role, role=role) for role in ROLES}
    from tests.security.fab_users import make_users  # noqa: PLC0415  (for this manager)

    return make_users({role: role.title() for role in ROLES}, "not used")


def main() -> None:
    """Walk, and print what was found."""
    client = TestClient(create_app(), raise_server_exceptions=False, follow_redirects=False)
    tokens = {role: get_auth_manager().generate_jwt(user) for role, user in users().items()}

    def status(method: str, path: str, role: str, csrf: str) -> int:
        headers = {"X-CSRF-Token": csrf} if csrf else {}
        if role:
            headers["Authorization"] = f"Bearer {tokens[role]}"
        client.cookies.clear()
        return int(client.request(method, address(path), headers=headers).status_code)

    found: list[dict[str, Any]] = []
    for method, path, who in routes():
        proof = {
            role: csrf_token(Visitor(role, may_sync=False, may_connect=False)) for role in ROLES
        }
        found.append(
            {
                "method": method,
                "path": path,
                "needs": who,
                "anonymous": status(method, path, "", ""),
                "with_token": {role: status(method, path, role, proof[role]) for role in ROLES},
                "without_token": {role: status(method, path, role, "") for role in ROLES},
                "with_anothers": status(method, path, "admin", proof["viewer"]),
            }
        )
    let_only_the_admin_see_the_company()
    for one in found:
        if "{company_id}" in one["path"]:
            ops = csrf_token(Visitor("op", may_sync=False, may_connect=False))
            one["not_listed"] = status(one["method"], one["path"], "op", ops)
    result = {"routes": found, **_without_a_login(client)}
    print("RESULT", json.dumps(result))  # noqa: T201  (read by the test)


def let_only_the_admin_see_the_company() -> None:
    """From now on the company has a list; the admin opened pages, and is known by that."""
    database = open_database()
    with database.reading() as session:
        (admin,) = (person.id for person in known_people(session) if person.name == "admin")
    change_list(database, FILLED["company_id"], [admin], "admin")


def _without_a_login(client: TestClient) -> dict[str, Any]:
    """What is answered to whom nobody knows."""
    static = client.get("/corebooks/static/corebooks.css").status_code
    unknown = client.get("/corebooks/no-such-page").status_code
    client.cookies.clear()
    called = [
        client.request(method, f"/corebooks{web_connector.PATH}", content=b"<nonsense/>")
        for method in ("GET", "POST", "PUT", "DELETE")
    ]
    open_to_pcs = [[answer.status_code, answer.text] for answer in called]
    reported = [
        client.post(f"/corebooks{webhook.PATH}", content=b"[]", headers=headers)
        for headers in ({}, {"intuit-signature": "A" * 43 + "="})
    ]
    open_to_intuit = [[answer.status_code, answer.text] for answer in reported]
    pushed = [
        client.post(f"/corebooks/import/{feed}", content=b"[]", headers=headers)
        for feed in ("willow-exports", "nowhere", "..%2f..%2fimport")
        for headers in (
            {},
            {"x-brokermint-webhook-signature": "0" * 64, "content-type": "application/json"},
        )
    ]
    open_to_sources = [[answer.status_code, answer.text] for answer in pushed]
    return {
        "static": static,
        "unknown": unknown,
        "web_connector": open_to_pcs,
        "webhook": open_to_intuit,
        "push": open_to_sources,
    }


if __name__ == "__main__":
    main()
