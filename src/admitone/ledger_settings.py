"""The settings of the ledger, and of the chain that it may be written to."""

from __future__ import annotations

from typing import Final

from admitone.setting_readers import (
    Setting,
    check_seed,
    one_of,
    read_gateway,
    read_hex,
    read_log_origin,
    read_witnesses,
    whole_number,
)

LEDGER_SETTINGS: Final[dict[str, Setting]] = {
    "ledger": Setting(
        "ADMITONE_LEDGER",
        "merkle",
        "Where issued tickets are recorded: `merkle`, a log that anybody can check; `evm-anchor`, which writes its "
        "root to a chain too; `evm-token`, a token for each ticket; or `none`; see [Ledger](#ledger)",
        one_of("merkle", "none", "evm-anchor", "evm-token"),
    ),
    "ledger_key": Setting(
        "ADMITONE_LEDGER_KEY",
        "",
        "Signs the ledger: 32 random bytes in base64, the same in all processes",
        check_seed,
        confidential=True,
        default_shown="made on first start",
    ),
    "ledger_origin": Setting(
        "ADMITONE_LEDGER_ORIGIN",
        "",
        "Name of the ledger, which must never change once it has been signed",
        read_log_origin,
        default_shown="`ADMITONE_BASE_URL` without `https://`, with `/ledger`",
    ),
    "ledger_witnesses": Setting(
        "ADMITONE_LEDGER_WITNESSES",
        "",
        "Verifier keys, separated by commas, of witnesses whose cosignatures are published; with `@https://ADDRESS` "
        "behind it a witness is asked for them",
        read_witnesses,
        default_shown="none",
    ),
    "evm_url": Setting(
        "ADMITONE_EVM_URL",
        "",
        "JSON-RPC address of a node of the chain, for `evm-anchor` and `evm-token`",
        read_gateway,
        confidential=True,
        default_shown="none",
    ),
    "evm_key": Setting(
        "ADMITONE_EVM_KEY",
        "",
        "Private key of the account that issues there and pays for it",
        read_hex(32, "a private key"),
        confidential=True,
        default_shown="none",
    ),
    "evm_contract": Setting(
        "ADMITONE_EVM_CONTRACT",
        "",
        "Address of the contract, which `admitone ledger deploy` makes",
        read_hex(20, "an address"),
        default_shown="none",
    ),
    "evm_confirmations": Setting(
        "ADMITONE_EVM_CONFIRMATIONS",
        "12",
        "Blocks, its own included, after which a transaction counts",
        whole_number(1, 10_000),
    ),
    "evm_anchor_minutes": Setting(
        "ADMITONE_EVM_ANCHOR_MINUTES", "60", "How often `evm-anchor` writes a root, at most", whole_number(1, 100_000)
    ),
}
