from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from sandbox.core_backoffice.testing import create_fixture_app, serving

ANSWERS = {
    "users-all": '[{"id": 5, "first_name": "Ada"}]',
    "users-5": '{ "id":5,"first_name" : "Ada" }\n',
    "contacts-all": "[]",
    "transactions-all": '[{"id": 9}, {"id": 7}]',
    "transactions-9": '{"id": 9, "price": 205000.50}',
    "transaction_commissions-all": '[{"item_type": "tgc"}]',
    "transaction_participants-all": '[{"id": 5}, {"id": 6}]',
    "transaction_participants-users": '[{"id": 5}]',
    "transaction_participants-user_5": '{"id": 5}',
    "errors-api_key_missing_error": '{"error": "api_key is missing", "status": 401}',
    "errors-api_key_wrong_error": '{"error": "Authorization Failed", "status": 401}',
    "errors-transaction_find_error": '{"error": "transaction 1 not found", "status": 404}',
    "errors-transaction_user_error": '{"error": "RecordNotFound", "status": 404}',
    "errors-transaction_user_not_found": '{"error": "participant User:1", "status": 404}',
    "errors-missing_contact_error": '{"error": "Contact by 1 not found", "status": 404}',
    "errors-users_post": '{"status": "404", "error": "Not Found"}',
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    directory = tmp_path_factory.mktemp("answers")
    for name, body in ANSWERS.items():
        (directory / f"{name}.json").write_text(body, encoding="utf-8")
    app = create_fixture_app(directory, api_key="k")
    with serving(app) as url, httpx.Client(base_url=f"{url}/api") as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "name", "status"),
    [
        ("/v1/users?api_key=k&count=50", "users-all", 200),
        ("/v1/users/5?api_key=k", "users-5", 200),
        ("/v1/users/6?api_key=k", "errors-transaction_user_error", 404),
        ("/v1/contacts?api_key=k", "contacts-all", 200),
        ("/v1/contacts/1?api_key=k", "errors-missing_contact_error", 404),
        ("/v2/transactions?api_key=k&starting_from_id=0", "transactions-all", 200),
        ("/v1/transactions/9?api_key=k", "transactions-9", 200),
        ("/v1/transactions/1?api_key=k", "errors-transaction_find_error", 404),
        ("/v1/transactions/9/commissions?api_key=k", "transaction_commissions-all", 200),
        ("/v1/transactions/9/participants?api_key=k", "transaction_participants-all", 200),
        ("/v1/transactions/9/participants/users?api_key=k", "transaction_participants-users", 200),
        (
            "/v1/transactions/9/participants/users/5?api_key=k",
            "transaction_participants-user_5",
            200,
        ),
        (
            "/v1/transactions/9/participants/users/1?api_key=k",
            "errors-transaction_user_not_found",
            404,
        ),
        ("/v1/invoices?api_key=k", "errors-users_post", 404),
        ("/v1/users", "errors-api_key_missing_error", 401),
        ("/v1/users?api_key=x", "errors-api_key_wrong_error", 401),
    ],
)
def test_answers_are_served_byte_for_byte(
    client: httpx.Client, path: str, name: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.content == ANSWERS[name].encode()
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/transactions?api_key=k&starting_from_id=7",
        "/v1/users?api_key=k&starting_from_id=5",
        "/v1/users/5/billing_items?api_key=k",
    ],
)
def test_what_follows_the_recorded_page_is_empty(client: httpx.Client, path: str) -> None:
    assert client.get(path).json() == []


def test_nothing_outside_the_directory_is_served(client: httpx.Client) -> None:
    answer = client.get("/v1/users/..%2f..%2fetc?api_key=k")
    assert answer.status_code == 404
