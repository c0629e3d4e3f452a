"""The ledger that the settings name."""

from __future__ import annotations

import base64

from admitone.config import Config, ConfigurationError
from admitone.core.ledger.notes import COSIGNATURE, NoteSigner, parse_key
from admitone.services.chain_ledgers import AnchoredLedger, TokenLedger
from admitone.services.ledger import Ledger, MerkleLedger, NoLedger
from admitone.services.ledger_checkpoints import LedgerWorld
from admitone.store.database import Database


def choose_ledger(config: Config, world: LedgerWorld | None) -> Ledger:
    """The driver that the settings name."""
    if world is None:
        return NoLedger()
    kinds = {"evm-anchor": AnchoredLedger, "evm-token": TokenLedger}
    return kinds.get(config.ledger, MerkleLedger)(world)


def open_ledger_world(config: Config, database: Database) -> LedgerWorld:
    """The ledger's database, key and witnesses. ConfigurationError for the key of a witness that is mistyped."""
    try:
        signer = NoteSigner(config.ledger_origin, base64.b64decode(config.ledger_key))
        keys = [parse_key(key) for key, _ in _witnesses(config)]
    except ValueError as error:
        raise ConfigurationError(f"ADMITONE_LEDGER_ORIGIN or ADMITONE_LEDGER_WITNESSES: {error}") from error
    if wrong := next((key for key in keys if key.kind != COSIGNATURE), None):
        raise ConfigurationError(f"ADMITONE_LEDGER_WITNESSES: {wrong.name} is the key of a log, not of a witness")
    return LedgerWorld(database, signer, tuple(keys))


def witness_addresses(config: Config) -> dict[str, str]:
    """Where witnesses are asked for their signatures, by their verifier keys; some only bring them by themselves."""
    return {key: address.rstrip("/") for key, address in _witnesses(config) if address}


def _witnesses(config: Config) -> list[tuple[str, str]]:
    entries = [text.strip().partition("@") for text in config.ledger_witnesses.split(",") if text.strip()]
    return [(key, address) for key, _, address in entries]
