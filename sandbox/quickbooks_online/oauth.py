"""Intuit's login: the consent page, tokens, revocation and the discovery document."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from sandbox.quickbooks_online import faults, shapes
from sandbox.quickbooks_online.render import page
from sandbox.quickbooks_online.runtime import Runtime
from sandbox.quickbooks_online.tokens import GrantRefused, WrongClient

router = APIRouter()


@router.get("/connect/oauth2")
async def consent_page(request: Request) -> Response:
    """Ask a person which company to connect."""
    runtime: Runtime = request.app.state.runtime
    asked = dict(request.query_params)
    problem = _problem(runtime, asked)
    if problem:
        return page(request, "problem.html", {"sentence": problem}, status=400)
    return page(request, "consent.html", {"asked": asked, "companies": runtime.realms()})


@router.post("/connect/oauth2")
async def consented(request: Request) -> Response:
    """Lead back to the app with a code, or with the person's no."""
    runtime: Runtime = request.app.state.runtime
    form = await _form(request)
    problem = _problem(runtime, form)
    if problem:
        return page(request, "problem.html", {"sentence": problem}, status=400)
    answer = {"state": form["state"]} if form.get("state") else {}
    if form.get("decision") == "cancel":
        answer["error"] = "access_denied"
    else:
        realm = form.get("realm") or runtime.start.realm
        if not runtime.has(realm):
            sentence = "There is no such company."
            return page(request, "problem.html", {"sentence": sentence}, status=400)
        with runtime.store.transaction():
            answer["code"] = runtime.tokens.new_code(form["client_id"], realm, form["redirect_uri"])
        answer["realmId"] = realm
    joint = "&" if "?" in form["redirect_uri"] else "?"
    return RedirectResponse(f"{form['redirect_uri']}{joint}{urlencode(answer)}", 302)


@router.post("/oauth2/v1/tokens/bearer")
async def token(request: Request) -> Response:
    """Trade a code or a refresh token for tokens."""
    runtime: Runtime = request.app.state.runtime
    form = await _form(request)
    kind = "refresh" if form.get("grant_type") == "refresh_token" else "exchange"
    runtime.calls.counts[kind] += 1
    rule = runtime.faults.for_call(faults.Call("POST", request.url.path, "", kind))
    if rule is not None and rule.when == "before_commit":
        return _faulty(runtime, rule, None)
    answer = _token_answer(runtime, request, form)
    return answer if rule is None else _faulty(runtime, rule, answer)


def _token_answer(runtime: Runtime, request: Request, form: dict[str, str]) -> Response:
    hard_asked = request.headers.get("x-include-refresh-token-hard-expires-in") == "true"
    try:
        client = _client(runtime, request, form)
        with runtime.store.transaction():
            match form.get("grant_type"):
                case "authorization_code":
                    code, back = form.get("code", ""), form.get("redirect_uri", "")
                    answer = runtime.tokens.trade_code(client, code, back)
                case "refresh_token":
                    answer = runtime.tokens.refresh(client, form.get("refresh_token", ""))
                case _:
                    return shapes.answer({"error": "unsupported_grant_type"}, 400)
    except WrongClient:
        return shapes.answer({"error": "invalid_client"}, 401)
    except GrantRefused:
        return shapes.answer({"error": "invalid_grant"}, 400)
    if not hard_asked:
        del answer["x_refresh_token_hard_expires_in"]
    return shapes.answer(answer, headers={"Cache-Control": "no-store"})


@router.post("/v2/oauth2/tokens/revoke")
async def revoke(request: Request) -> Response:
    """End a connection."""
    runtime: Runtime = request.app.state.runtime
    runtime.calls.counts["revoke"] += 1
    sent = await _form(request)
    try:
        client = _client(runtime, request, sent)
    except WrongClient:
        return shapes.answer({"error": "invalid_client"}, 401)
    with runtime.store.transaction():
        known = runtime.tokens.revoke(client, sent.get("token", ""))
    if not known:
        return shapes.answer({"error": "invalid_request"}, 400)
    return Response(status_code=200, headers={"intuit_tid": shapes.trace_id()})


@router.get("/.well-known/openid_sandbox_configuration/")
@router.get("/.well-known/openid_sandbox_configuration")
@router.get("/.well-known/openid_configuration/")
@router.get("/.well-known/openid_configuration")
async def discovery(request: Request) -> dict[str, Any]:
    """Where everything of the login is."""
    runtime: Runtime = request.app.state.runtime
    base = str(request.base_url).rstrip("/")
    # A browser may not reach the address that the app calls, as one outside a network of containers.
    for_browsers = runtime.start.browser_address.rstrip("/") or base
    return {
        "issuer": f"{base}/v1",
        "authorization_endpoint": f"{for_browsers}/connect/oauth2",
        "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
        "userinfo_endpoint": f"{base}/v1/openid_connect/userinfo",
        "revocation_endpoint": f"{base}/v2/oauth2/tokens/revoke",
        "jwks_uri": f"{base}/v1/openid_connect/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
    }


def _problem(runtime: Runtime, asked: dict[str, str]) -> str:
    """What is wrong with a request to connect; empty when nothing is."""
    if not runtime.settings.client_id or asked.get("client_id") not in (
        runtime.settings.client_id,
        *runtime.settings.other_clients,
    ):
        return "The app that asks to be connected is not known: its client id is wrong."
    if asked.get("response_type", "code") != "code":
        return "Only the response type “code” is supported."
    if not asked.get("redirect_uri", "").startswith(("http://", "https://")):
        return "The address to lead back to (redirect_uri) is missing or wrong."
    return ""


def _client(runtime: Runtime, request: Request, form: dict[str, str]) -> str:
    """Whose keys came along: in the header (client_secret_basic) or the form (client_secret_post)."""
    if "Authorization" not in request.headers and "client_id" in form:
        return runtime.tokens.client(form["client_id"], form.get("client_secret", ""))
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    try:
        client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise WrongClient(value) from None
    if kind != "Basic":
        raise WrongClient(kind)
    return runtime.tokens.client(client, secret)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form or of a JSON body; the revoke call of Intuit's client sends JSON."""
    text = (await request.body()).decode("utf-8", "replace")
    if text.lstrip().startswith("{"):
        try:
            return {str(name): str(value) for name, value in json.loads(text).items()}
        except ValueError:
            return {}
    return {name: values[-1] for name, values in parse_qs(text).items()}


def _faulty(runtime: Runtime, rule: faults.Rule, good: Response | None) -> Response:
    runtime.calls.counts["faults"] += 1
    return faults.response(rule, "", good, runtime.settings.throttle_shape)
