"""The contract: what is committed is what its source makes, and it is an ERC-721."""

from __future__ import annotations

import subprocess
from pathlib import Path

from admitone.adapters.evm.contract import read_contract, source_digest
from tests.adapters.passes.wallet import node

ROOT = Path(__file__).parents[3]
# Functions and events of ERC-721 and ERC-165, by their canonical forms.
REQUIRED = {
    "balanceOf(address)",
    "ownerOf(uint256)",
    "safeTransferFrom(address,address,uint256,bytes)",
    "safeTransferFrom(address,address,uint256)",
    "transferFrom(address,address,uint256)",
    "approve(address,uint256)",
    "setApprovalForAll(address,bool)",
    "getApproved(uint256)",
    "isApprovedForAll(address,address)",
    "supportsInterface(bytes4)",
    "Transfer(address,address,uint256)",
    "Approval(address,address,uint256)",
    "ApprovalForAll(address,address,bool)",
}


def test_the_compiled_form_is_of_this_source() -> None:
    contract = read_contract()
    assert contract.source_sha256 == source_digest()
    assert contract.settings["evmVersion"] == "paris"


def test_compiling_anew_makes_the_same() -> None:
    script = [*node(), str(ROOT / "scripts" / "compile_contracts.cjs"), "--check"]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr


def test_it_has_what_erc_721_asks_for() -> None:
    found = {
        f"{each['name']}({','.join(one['type'] for one in each['inputs'])})"
        for each in read_contract().abi
        if "name" in each
    }
    assert found >= REQUIRED
