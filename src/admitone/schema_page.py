"""The documentation of the API at `/schema`, and the OpenAPI document at `/schema/openapi.json`.

The page loads everything from our own origin and has no script of its own, so that it needs no looser content security
policy than any other page.
"""

from __future__ import annotations

from decimal import Decimal
from html import escape
from importlib.metadata import version
from typing import Any, Final

from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import Components, OpenAPIType, Schema, SecurityScheme
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from admitone.console.static_files import static_url

PATH: Final = "/schema"
DOCUMENT: Final = f"{PATH}/openapi.json"
TITLE: Final = "Admit One"
DESCRIPTION: Final = "One ticket inventory, sold through many doors."
BEARER: Final = SecurityScheme(
    type="http",
    scheme="bearer",
    description="A session of /user/authenticate, or an API key (aok_...) that an admin made in the console at /keys.",
)

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body>
<main id="schema" data-document="{document}"></main>
<noscript><p>This page needs JavaScript. The document itself is at <a href="{document}">{document}</a>.</p></noscript>
<script src="{viewer}" defer></script>
<script src="{start}" defer></script>
</body>
</html>
"""


class DocumentationPage(OpenAPIRenderPlugin):
    """Swagger UI, served from our own origin."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page; the document is loaded by the viewer."""
        return _PAGE.format(
            title=escape(TITLE),
            document=escape(DOCUMENT),
            style=escape(static_url("vendor/swagger-ui.css")),
            viewer=escape(static_url("vendor/swagger-ui-bundle.js")),
            start=escape(static_url("schema.js")),
        ).encode()


class NumbersForDecimals(OpenAPISchemaPlugin):
    """Decimals are JSON numbers here; the framework would describe them as text."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        """Whether this is a decimal."""
        return value is Decimal

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        """The schema of a number."""
        return Schema(type=OpenAPIType.NUMBER)


def openapi_config() -> OpenAPIConfig:
    """What the application needs to describe itself."""
    return OpenAPIConfig(
        title=TITLE,
        version=version("admitone"),
        description=DESCRIPTION,
        path=PATH,
        render_plugins=[DocumentationPage(), JsonRenderPlugin()],
        components=Components(security_schemes={"bearer": BEARER}),
        # Either is enough; a session may also stand in the body, and guests send nothing.
        security=[{"bearer": []}, {}],
    )
