"""What services need of the world outside the database, as small protocols.

Every body may raise `Unavailable` (a retry can help: down, slow, unknown outcome) or `OutsideRefused` (it cannot).
Money is minor units beside an ISO 4217 code.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from admitone.core.admissions import Admission
from admitone.core.chain import ChainReceipt, ChainTransaction, SignedTransaction, Token
from admitone.core.erp import ErpOrder, ErpPayment, Quotation
from admitone.core.payments import GatewayCheck, GatewaySession, PaymentOrder
from admitone.core.ticket_sheets import SheetDesign, TicketSheet
from admitone.core.tokens import HolderClaims
from admitone.core.wifi.model import AccessServer, PortalServer
from admitone.core.wifi.orders import SessionLimits, SessionName, SessionVerdict
from admitone.ingest.model import (
    DocumentInfo,
    ExtractionPatterns,
    PageLayout,
    PageReading,
    PatternAnalysis,
)


class ObjectStore(Protocol):
    """Files by key. A key is written once and never again."""

    async def put_file(self, key: str, path: Path) -> None:
        """Store a file; when this returns it survives a crash."""
        ...

    async def put_bytes(self, key: str, content: bytes) -> None:
        """Store a small object."""
        ...

    async def read_bytes(self, key: str) -> bytes | None:
        """A small object, or None when there is none."""
        ...

    def open_local(self, key: str) -> AbstractAsyncContextManager[Path]:
        """A local file with the object's content, for as long as the block lasts. LookupError when there is none."""
        ...

    async def delete(self, key: str) -> None:
        """Delete an object; one that is not there is fine."""
        ...

    async def delete_folder(self, prefix: str) -> None:
        """Delete every object whose key starts with `prefix/`."""
        ...

    def list_older(self, prefix: str, before: datetime) -> AsyncIterator[list[str]]:
        """Keys that start with `prefix/` of objects written before an instant, in chunks."""
        ...


class PdfReader(Protocol):
    """The PDF workers. Every method raises InvalidParameter for a file that cannot be used, naming the field."""

    async def inspect(self, path: Path, password: str | None = None) -> DocumentInfo:
        """Open a file and count its pages."""
        ...

    async def check_ocr(self) -> None:
        """Raise InvalidParameter when text recognition is off here, Unavailable when it is not installed."""
        ...

    def read_pages(
        self, path: Path, patterns: ExtractionPatterns, *, password: str | None = None, ocr: bool = False
    ) -> AsyncIterator[PageReading]:
        """Read every page once, in any order."""
        ...

    async def analyze(
        self, path: Path, *, password: str | None = None, pages_max: int = 5, categories: Sequence[str] = ()
    ) -> PatternAnalysis:
        """Propose extraction patterns from the first pages; `categories` are words known to be the attraction's."""
        ...

    async def read_layouts(self, path: Path, *, password: str | None = None, pages: Sequence[int]) -> list[PageLayout]:
        """Text, words and decoded codes of these pages, in this order."""
        ...

    async def cut_pages(self, path: Path, pages: Sequence[int], *, password: str | None = None) -> bytes:
        """A PDF of these pages, in this order."""
        ...

    async def decrypt(self, path: Path, target: Path, *, password: str | None = None) -> None:
        """Write a copy of the file to `target` that needs no password."""
        ...

    async def merge_files(self, files: Sequence[bytes]) -> bytes:
        """One PDF of all pages of several small ones, in order."""
        ...

    async def render_page(self, path: Path, page: int, *, password: str | None = None, width_px: int = 1000) -> bytes:
        """A PNG of one page."""
        ...

    async def draw_codes(self, texts: Sequence[str]) -> list[str | None]:
        """Each text as a QR code: an SVG element, or None for one that is empty or too long for a code."""
        ...

    async def draw_tickets(self, design: SheetDesign, tickets: Sequence[TicketSheet]) -> bytes:
        """A PDF of tickets of our own, a page each. InvalidParameter for a code that its format cannot hold."""
        ...

    async def shrink_logo(self, content: bytes, boxes: Sequence[tuple[int, int]]) -> list[bytes]:
        """An uploaded picture as one PNG per box of pixels. InvalidParameter naming `logo` for what is none."""
        ...


class PaymentGateway(Protocol):
    """A hosted payment page."""

    @property
    def test(self) -> bool:
        """Whether sessions are made with the test flag."""
        ...

    async def create_session(self, order: PaymentOrder) -> GatewaySession:
        """Open a hosted page for an order. A repeated `cart_id` is OutsideRefused."""
        ...

    async def check(self, ref: str) -> GatewayCheck:
        """Ask what became of a session."""
        ...

    async def refund(self, *, transaction_ref: str, cart_id: str, amount_minor: int, currency: str, reason: str) -> str:
        """Give money back; the reference of the refund."""
        ...


class Erp(Protocol):
    """The ERP that keeps quotations, orders and invoices. Every call may be repeated: it looks before it makes."""

    async def write_quotation(self, quotation: Quotation) -> ErpOrder:
        """The quotation of this cart: the one that is there, else a new one."""
        ...

    async def find_order(self, cart_reference: str) -> ErpOrder | None:
        """The quotation or order of this cart, if there is one."""
        ...

    async def confirm_order(self, order_id: int) -> ErpOrder:
        """Make a quotation an order; one that is confirmed already is fine."""
        ...

    async def invoice_order(self, order_id: int, *, payment: ErpPayment | None) -> str | None:
        """Invoice a confirmed order, and register its payment when one is given; the invoice's name."""
        ...

    async def take_back(self, order_id: int, quotation: Quotation) -> list[str]:
        """Bring an order, and what was invoiced of it, down to the tickets that were not returned.

        The names of its credit notes. An order of which nothing is kept is credited, and left to be cancelled.
        """
        ...

    async def cancel_order(self, order_id: int) -> ErpOrder:
        """Cancel a quotation or order; one that is cancelled already is fine."""
        ...


class PassMaker(Protocol):
    """Makes passes for Apple Wallet. It reaches nothing outside."""

    @property
    def pass_type(self) -> str:
        """The pass type identifier of all passes."""
        ...

    def make(self, admission: Admission, *, serial: str, token: str, logo: Mapping[str, bytes]) -> bytes:
        """A signed `.pkpass`; `logo` are PNG pictures by their names in a pass."""
        ...

    def bundle(self, passes: Sequence[bytes]) -> bytes:
        """Several passes as one `.pkpasses`."""
        ...


class PassPusher(Protocol):
    """Tells devices that passes of theirs have changed."""

    async def push(self, push_token: str) -> bool:
        """Tell one device to ask for what has changed; False when it is not there any more."""
        ...


class GoogleWallet(Protocol):
    """Passes in Google Wallet, which Google's own server keeps. Every call may be repeated."""

    async def write_object(self, admission: Admission, serial: str) -> None:
        """Make a pass and what it belongs to as the admission says, or bring those that are there in line with it."""
        ...

    def save_link(self, admission: Admission, serial: str) -> str:
        """Where a visitor saves a pass that was written."""
        ...


class Mailer(Protocol):
    """Sends mail."""

    async def send(self, message: EmailMessage) -> None:
        """Hand a message with its own Message-ID to the mail server; when this returns the server has accepted it."""
        ...


class Outbox(Protocol):
    """Keeps the mail that was sent."""

    async def read(self, message_id: str) -> EmailMessage | None:
        """The message of this Message-ID as it was sent, or None when it was not."""
        ...


class AccessServers(Protocol):
    """The access servers of locations, which take orders about their sessions (RFC 5176)."""

    async def disconnect(self, server: AccessServer, session: SessionName) -> SessionVerdict:
        """End a session. GONE when the access server has none like it; every other refusal is OutsideRefused."""
        ...

    async def change(self, server: PortalServer, session: SessionName, limits: SessionLimits) -> SessionVerdict:
        """Let a session use so much. GONE, or UNSUPPORTED when the access server cannot change it."""
        ...


class Chain(Protocol):
    """An Ethereum chain with our contract on it, and the account that issues there."""

    @property
    def sender(self) -> str:
        """The address of the account, `0x` and 40 hexadecimal digits."""
        ...

    async def describe(self) -> str:
        """Raise OutsideRefused when the contract is not ours to write to; else what was found, in words."""
        ...

    async def count_transactions(self) -> int:
        """How many transactions of the account are in blocks: the nonce of its next one, if none is on its way."""
        ...

    async def sign(
        self, transaction: ChainTransaction, nonce: int, *, replacing: bytes | None = None
    ) -> SignedTransaction:
        """Sign a transaction with a nonce, at today's price; above that of the one that it takes the place of."""
        ...

    async def send(self, content: bytes) -> None:
        """Hand a signed transaction to the node. One that it has, or whose nonce is used up, was sent before: fine."""
        ...

    async def knows(self, transaction_hash: str) -> bool:
        """Whether the node has a transaction, in a block or waiting for one."""
        ...

    async def look_up(self, transaction_hash: str) -> ChainReceipt | None:
        """A transaction that is in a block, or None."""
        ...

    async def read_root(self, size: int) -> bytes:
        """The root that was anchored for a size; 32 zero bytes when there is none."""
        ...

    async def read_token(self, token_id: str) -> Token:
        """A token, by the 64 hexadecimal digits of its id."""
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...


class TokenIssuer(Protocol):
    """Somebody else's tokens, which we accept."""

    @property
    def issuer(self) -> str:
        """The issuer's name, as the claim `iss` has it."""
        ...

    async def read(self, token: str) -> HolderClaims:
        """What a token says, checked. Unauthenticated when it is not good, Unavailable when that cannot be told."""
        ...


class Witnesses(Protocol):
    """Others who watch the ledger grow, and sign its checkpoints."""

    async def add_checkpoint(self, address: str, request: str) -> tuple[int, str]:
        """Bring a checkpoint with its proof (C2SP tlog-witness, add-checkpoint); the answer's HTTP status and text."""
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...
