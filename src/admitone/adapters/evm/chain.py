"""The chain through web3. Loaded only where a chain is configured: web3 takes seconds to import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_typing import HexStr
from hexbytes import HexBytes
from web3 import AsyncWeb3
from web3.exceptions import BadFunctionCallOutput, ContractLogicError, TransactionNotFound, Web3Exception, Web3RPCError
from web3.providers import AsyncHTTPProvider

from admitone.adapters.evm.contract import read_contract
from admitone.core.chain import ChainKind, ChainReceipt, ChainTransaction, SignedTransaction, Token
from admitone.core.errors import OutsideRefused, Unavailable

SECONDS_MAX: Final = 20
# Limits, not prices: what is not used is not paid. Measured: anchor 68,000, mint 93,000, move 62,000, burn 35,000.
GAS_MAX: Final = {
    ChainKind.ANCHOR: 150_000,
    ChainKind.MINT: 200_000,
    ChainKind.TRANSFER: 150_000,
    ChainKind.BURN: 120_000,
}
DEPLOY_GAS_MAX: Final = 2_000_000
# Nodes ask for a tenth more than the one whose place is taken; a quarter more gets the attention of a busy chain.
_REPLACING: Final = 1.25
# Each node words it in its own way.
_SENT_BEFORE: Final = ("nonce too low", "already known", "already imported", "known transaction", "alreadyknown")


class EvmChain:
    """A node, the contract, and the account that issues."""

    def __init__(self, url: str, key: str, contract: str) -> None:
        """Connect with the first call. `key` is the account's private key, `contract` an address, both `0x...`."""
        provider = AsyncHTTPProvider(url, request_kwargs={"timeout": SECONDS_MAX}, exception_retry_configuration=None)
        self._web3: AsyncWeb3[AsyncHTTPProvider] = AsyncWeb3(provider)
        self._account: LocalAccount = Account.from_key(key)
        self._contract: Any = None
        if contract:
            address = AsyncWeb3.to_checksum_address(contract)
            self._contract = self._web3.eth.contract(address=address, abi=read_contract().abi)
        self._chain_id: int | None = None

    @property
    def sender(self) -> str:
        """See `Chain.sender`."""
        return str(self._account.address)

    async def describe(self) -> str:
        """See `Chain.describe`."""
        async with _calling():
            if not await self._web3.eth.get_code(self._contract.address):
                raise OutsideRefused(f"there is no contract at {self._contract.address}; run: admitone ledger deploy")
            issuer = await self._contract.functions.issuer().call()
            balance = await self._web3.eth.get_balance(self._account.address)
        if issuer != self.sender:
            raise OutsideRefused(f"the contract obeys {issuer}, and ADMITONE_EVM_KEY is of {self.sender}")
        if balance == 0:
            raise OutsideRefused(f"{self.sender} has nothing to pay for transactions with")
        return f"contract {self._contract.address} on chain {await self._read_chain_id()}, issued by {self.sender}"

    async def count_transactions(self) -> int:
        """See `Chain.count_transactions`."""
        async with _calling():
            return int(await self._web3.eth.get_transaction_count(self._account.address, "latest"))

    async def sign(
        self, transaction: ChainTransaction, nonce: int, *, replacing: bytes | None = None
    ) -> SignedTransaction:
        """See `Chain.sign`. Signing is done here: the key never leaves this process."""
        call = self._call_of(transaction)
        fees = await self._read_fees(replacing)
        fields = {"from": self.sender, "nonce": nonce, "gas": GAS_MAX[transaction.kind], "chainId": self._chain_id}
        async with _calling():
            return self._signed(await call.build_transaction(fields | fees))

    async def send(self, content: bytes) -> None:
        """See `Chain.send`."""
        try:
            async with _calling():
                await self._web3.eth.send_raw_transaction(content)
        except OutsideRefused as error:
            if not any(words in error.message.lower() for words in _SENT_BEFORE):
                raise

    async def knows(self, transaction_hash: str) -> bool:
        """See `Chain.knows`."""
        async with _calling():
            try:
                await self._web3.eth.get_transaction(HexStr(transaction_hash))
            except TransactionNotFound:
                return False
        return True

    async def look_up(self, transaction_hash: str) -> ChainReceipt | None:
        """See `Chain.look_up`."""
        async with _calling():
            try:
                receipt = await self._web3.eth.get_transaction_receipt(HexStr(transaction_hash))
            except TransactionNotFound:
                return None
            head = await self._web3.eth.block_number
        block = int(receipt["blockNumber"])
        return ChainReceipt(block, max(0, head - block + 1), succeeded=receipt["status"] == 1)

    async def read_root(self, size: int) -> bytes:
        """See `Chain.read_root`."""
        async with _calling():
            return bytes(await self._contract.functions.rootOf(size).call())

    async def read_token(self, token_id: str) -> Token:
        """See `Chain.read_token`."""
        number = int(token_id, 16)
        async with _calling():
            digest = bytes(await self._contract.functions.digestOf(number).call())
            try:
                owner = str(await self._contract.functions.ownerOf(number).call()).lower()
            except ContractLogicError:
                return Token(None, digest)
        return Token(owner, digest)

    async def deploy(self) -> SignedTransaction:
        """Sign and send the contract's deployment."""
        compiled = read_contract()
        nonce = await self.count_transactions()
        fees = await self._read_fees(None)
        fields = {"from": self.sender, "nonce": nonce, "gas": DEPLOY_GAS_MAX, "chainId": self._chain_id}
        async with _calling():
            contract: Any = self._web3.eth.contract(abi=compiled.abi, bytecode=compiled.bytecode)
            signed = self._signed(await contract.constructor().build_transaction(fields | fees))
        await self.send(signed.content)
        return signed

    async def read_deployed(self, transaction_hash: str) -> str | None:
        """The address of a contract whose deployment is in a block, or None. OutsideRefused when it failed."""
        async with _calling():
            try:
                receipt = await self._web3.eth.get_transaction_receipt(HexStr(transaction_hash))
            except TransactionNotFound:
                return None
        if receipt["status"] != 1:
            raise OutsideRefused(f"the chain has refused the contract; look at transaction {transaction_hash}")
        return str(receipt["contractAddress"])

    async def close(self) -> None:
        """Give the connections back."""
        await self._web3.provider.disconnect()

    def _call_of(self, transaction: ChainTransaction) -> Any:
        functions = self._contract.functions
        if transaction.kind is ChainKind.ANCHOR:
            return functions.anchor(transaction.size, transaction.digest)
        token = int(transaction.token_id or "", 16)
        if transaction.kind is ChainKind.BURN:
            return functions.burn(token, transaction.digest)
        recipient = AsyncWeb3.to_checksum_address(transaction.recipient or "")
        write = functions.mint if transaction.kind is ChainKind.MINT else functions.move
        return write(recipient, token, transaction.digest)

    async def _read_fees(self, replacing: bytes | None) -> dict[str, int]:
        """Today's prices of EIP-1559: a tip, and at most twice the base fee, which can double in six blocks."""
        await self._read_chain_id()
        async with _calling():
            block = await self._web3.eth.get_block("latest")
            tip = int(await self._web3.eth.max_priority_fee)
        most = 2 * int(block.get("baseFeePerGas", 0)) + tip
        if replacing is not None:
            before = TypedTransaction.from_bytes(HexBytes(replacing)).as_dict()
            tip = max(tip, int(before["maxPriorityFeePerGas"] * _REPLACING) + 1)
            most = max(most, int(before["maxFeePerGas"] * _REPLACING) + 1)
        return {"maxPriorityFeePerGas": tip, "maxFeePerGas": most}

    async def _read_chain_id(self) -> int:
        if self._chain_id is None:
            async with _calling():
                self._chain_id = int(await self._web3.eth.chain_id)
        return self._chain_id

    def _signed(self, fields: Any) -> SignedTransaction:
        signed = self._account.sign_transaction(fields)
        return SignedTransaction("0x" + bytes(signed.hash).hex(), bytes(signed.raw_transaction))


@asynccontextmanager
async def _calling() -> AsyncIterator[None]:
    """Tell what nodes and web3 raise in two words: not there, or not willing."""
    try:
        yield
    except Web3RPCError as error:
        raise OutsideRefused(f"the chain's node refused: {_reason(error)}") from error
    except (ContractLogicError, BadFunctionCallOutput) as error:
        raise OutsideRefused("the contract at ADMITONE_EVM_CONTRACT is another one") from error
    except (Web3Exception, OSError, TimeoutError) as error:
        raise Unavailable(f"the chain's node does not answer: {type(error).__name__}") from error
    except Exception as error:
        # The client beneath has errors of its own, which web3 lets pass.
        if type(error).__module__.partition(".")[0] != "aiohttp":
            raise
        raise Unavailable(f"the chain's node does not answer: {type(error).__name__}") from error


def _reason(error: Web3RPCError) -> str:
    response: Any = error.rpc_response or {}
    return str(response.get("error", {}).get("message", "")) or str(error)
