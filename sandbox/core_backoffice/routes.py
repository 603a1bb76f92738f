"""Routes that are made once and serve any number of apps, each with its own books."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request


class Routes(APIRouter):
    """Routes whose endpoints are methods of `owner`; each app answers with an object of its own.

    FastAPI takes half a millisecond to make a route, and tests start many sandboxes.

    Args:
        owner: the class that has the methods.
        **options: as FastAPI's `APIRouter` takes them.
    """

    def __init__(self, owner: type, **options: Any) -> None:
        super().__init__(**options)
        self.owner = owner

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Add a method of the owner as a route."""
        super().add_api_route(path, _endpoint(endpoint, self.owner), **options)


def answer_with(app: FastAPI, *owners: object) -> None:
    """Let the methods of these objects answer the app's requests."""
    app.state.owners = {type(owner): owner for owner in owners}


def _endpoint(method: Callable[..., Any], owner: type) -> Callable[..., Any]:
    """The method as a function of a request, which knows the app and so the object."""

    async def of_this_app(request: Request) -> Any:
        return request.app.state.owners[owner]

    @functools.wraps(method)
    async def endpoint(**arguments: Any) -> Any:
        return await method(**arguments)

    signature = inspect.signature(method, eval_str=True)
    self, *others = signature.parameters.values()
    self = self.replace(
        annotation=Annotated[Any, Depends(of_this_app)], kind=inspect.Parameter.KEYWORD_ONLY
    )
    parameters = [*(other.replace(kind=inspect.Parameter.KEYWORD_ONLY) for other in others), self]
    endpoint.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return endpoint
