"""`admitone openapi`."""

from __future__ import annotations

import sys


def openapi() -> None:
    """Print the OpenAPI document of all doors as JSON. Needs neither settings nor a database.

    Example: admitone openapi > openapi.json
    """
    import secrets

    import msgspec

    from admitone.app import create_app
    from admitone.config import read_config

    # The document is the same whatever the settings are; a secret is given so that none is made and kept.
    document = create_app(read_config({"ADMITONE_SECRET": secrets.token_hex()})).openapi_schema.to_schema()
    encoded = msgspec.json.format(msgspec.json.encode(document), indent=2)
    sys.stdout.buffer.write(encoded + b"\n")
    sys.stdout.buffer.flush()
