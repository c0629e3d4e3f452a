"""Health: what waits, who works, and each system that the product needs, asked live."""

from __future__ import annotations

import asyncio
import platform
from importlib.metadata import version
from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from admitone.checks import CHECKS, Finding, ask
from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.core.errors import NotFound
from admitone.core.principal import ADMINS
from admitone.services import wellbeing

# Somebody waits in front of the page; whatever takes longer is as good as down.
ANSWER_SECONDS_MAX: Final = 10.0


@get("/health")
async def show_health(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """What the database knows, at once; the systems are asked by parts of the page, or with `ask=all` before it."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await wellbeing.read_wellbeing(tx, principal)
    answers: dict[str, list[Finding]] = {}
    if request.query_params.get("ask") == "all":
        config = visit.product.config
        asked = (ask(check, config, ANSWER_SECONDS_MAX) for check in CHECKS.values())
        answers = dict(zip(CHECKS, await asyncio.gather(*asked), strict=True))
    return visit.page(
        "health/read.html",
        found=found,
        checks=CHECKS,
        answers=answers,
        version=version("admitone"),
        python=platform.python_version(),
    )


@get("/health/checks/{name:str}")
async def show_check(visit: OpenVisit, name: FromPath[str]) -> Response[Any]:
    """One system, asked now."""
    visit.principal.require(ADMINS)
    if name not in CHECKS:
        raise NotFound("there is no such check")
    if not visit.is_fragment:
        return Redirect("/health", status_code=303)
    findings = await ask(CHECKS[name], visit.product.config, ANSWER_SECONDS_MAX)
    return visit.page("health/_check.html", name=name, check=CHECKS[name], findings=findings)


HANDLERS: list[ControllerRouterHandler] = [show_health, show_check]
