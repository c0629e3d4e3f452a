"""The switch between the languages of the pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar import Response, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.console.auth import ConsoleRequest, language_cookie
from admitone.console.languages import NAMES
from admitone.console.local_paths import local_path
from admitone.core.errors import InvalidParameter


@post("/language")
async def choose_language(request: ConsoleRequest) -> Response[Any]:
    """Keep the choice in this browser and go back to the page that it was made on."""
    product: Product = request.app.state.product
    tag = str((await request.form()).get("language", ""))
    if tag not in NAMES:
        raise InvalidParameter("this language is not spoken here", fields=("language",))
    came_from = urlsplit(request.headers.get("referer", ""))
    target = local_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""))
    return Redirect(target, status_code=303, cookies=[language_cookie(product.config, tag)])


HANDLERS: list[ControllerRouterHandler] = [choose_language]
