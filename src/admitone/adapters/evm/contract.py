"""The contract in its compiled form, with the source and the compiler's settings that it was made of."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

FOLDER: Final = Path(__file__).parent / "contracts"


class CompiledContract(Struct, frozen=True, rename="camel"):
    """What scripts/compile_contracts.cjs writes; `source_sha256` is of the source's bytes."""

    contract: str
    compiler: str
    settings: dict[str, Any]
    source_sha256: str
    abi: list[dict[str, Any]]
    bytecode: str


@cache
def read_contract() -> CompiledContract:
    """The compiled contract."""
    return msgspec.json.decode((FOLDER / "TicketLedger.json").read_bytes(), type=CompiledContract)


def source_digest() -> str:
    """The SHA-256 of the source as it is now, in hexadecimal digits."""
    return hashlib.sha256((FOLDER / "TicketLedger.sol").read_bytes()).hexdigest()
