"""Chooses the adapters that the configuration names, and holds them for the life of a process."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass, field
from datetime import timedelta
from email.headerregistry import Address
from functools import cached_property, partial
from pathlib import Path
from typing import Final

from admitone.adapters.access_servers.client import RadiusAccessServers
from admitone.adapters.evm import open_chain, write_contract
from admitone.adapters.google_wallet.client import GoogleWalletClient
from admitone.adapters.google_wallet.opening import open_google_wallet
from admitone.adapters.mail import FolderMailer, SmtpMailer, open_mailer
from admitone.adapters.objects import LocalObjects, S3Objects, open_objects
from admitone.adapters.odoo.erp import OdooErp, open_erp
from admitone.adapters.oidc import OidcIssuer, open_issuer
from admitone.adapters.passes.maker import ApplePassMaker
from admitone.adapters.passes.opening import open_pass_maker, open_pusher, open_signer
from admitone.adapters.passes.push import ApplePusher
from admitone.adapters.telr.gateway import TelrGateway, open_gateway
from admitone.adapters.witnesses import HttpWitnesses
from admitone.config import Config
from admitone.core.tokens import TokenTerms
from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import EngineLimits
from admitone.letters.account_codes import CodeLetterWriter
from admitone.letters.digest import DigestLetterWriter
from admitone.letters.password_links import PasswordLetterWriter
from admitone.letters.sheets import write_sheet
from admitone.letters.tickets import TicketLetterWriter
from admitone.letters.transfers import TransferLetterWriter
from admitone.letters.wifi import WifiLetterWriter
from admitone.mail_server import parse_sender
from admitone.presentation.wallets import Wallets
from admitone.services.account_codes import MAIL_ACCOUNT_CODE, CodeWorld, mail_account_code
from admitone.services.asking_witnesses import WitnessWorld
from admitone.services.attachments import AttachmentWorld
from admitone.services.batches import DELETE_OBJECTS, delete_objects
from admitone.services.cart_effects import CHECK_PAYMENT, CREATE_PAYMENT, MAIL_TICKETS, REFUND_PAYMENT, SYNC_ERP
from admitone.services.chaining import ChainWorld
from admitone.services.delivery import MailWorld, mail_tickets
from admitone.services.digest import SEND_DIGEST, DigestWorld, send_digest
from admitone.services.effects import Handler, finish_background
from admitone.services.erp_sync import ErpWorld, sync_erp
from admitone.services.event_designs import DesignWorld
from admitone.services.event_making import MAKE_TICKETS, carry_on_making
from admitone.services.event_releasing import RELEASE_EVENT_CARTS, release_event_carts
from admitone.services.google_passes import GoogleWorld
from admitone.services.holder_mails import MAIL_HOLDER, mail_holder
from admitone.services.holders import HolderWorld
from admitone.services.ingesting import ingest_batch
from admitone.services.ledger import Ledger
from admitone.services.ledger_checkpoints import LedgerWorld
from admitone.services.ledger_choice import choose_ledger, open_ledger_world, witness_addresses
from admitone.services.outbox import OutboxWorld
from admitone.services.pages import PageWorld
from admitone.services.pass_changes import PUSH_PASSES, WRITE_GOOGLE_PASSES
from admitone.services.passes import PassWorld
from admitone.services.password_links import MAIL_PASSWORD_LINK, LinkTerms, LinkWorld, mail_password_link
from admitone.services.paying import PayWorld, check_payment, create_payment
from admitone.services.ports import Chain, Witnesses
from admitone.services.refunding import refund_payment
from admitone.services.samples import SampleWorld
from admitone.services.selling import SellingTerms
from admitone.services.sessions import SessionLimits
from admitone.services.settling import SettleWorld
from admitone.services.telling_wallets import WalletWorld, push_passes, write_google_passes
from admitone.services.transfer_approvals import TransferTerms
from admitone.services.transfer_mails import MAIL_TRANSFER, TransferMailWorld, mail_transfer
from admitone.services.uploads import INGEST_BATCH, UploadWorld
from admitone.services.wifi_mail import MAIL_WIFI_TICKETS, WifiMailWorld, mail_wifi_tickets
from admitone.services.wifi_stopping import (
    CHANGE_SESSION,
    STOP_SESSION,
    StopWorld,
    change_session,
    stop_session,
)
from admitone.store.connecting import open_database
from admitone.store.database import Database

# How long what requests have left running may take when the process stops.
BACKGROUND_SECONDS: Final = 5.0


@dataclass
class Product:
    """Everything a door, the command line or the worker needs to run use cases."""

    config: Config
    database: Database
    objects: LocalObjects | S3Objects
    pdf: PdfEngine
    mailer: SmtpMailer | FolderMailer
    gateway: TelrGateway | None = None
    erp: OdooErp | None = None
    pass_maker: ApplePassMaker | None = None
    pusher: ApplePusher | None = None
    google: GoogleWalletClient | None = None
    chain: Chain | None = None
    witnesses: Witnesses | None = None
    issuer: OidcIssuer | None = None
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}")

    @cached_property
    def session_limits(self) -> SessionLimits:
        """How long sessions live."""
        return SessionLimits(
            idle=timedelta(minutes=self.config.session_idle_minutes),
            absolute=timedelta(hours=self.config.session_hours_max),
        )

    @property
    def upload_folder(self) -> Path:
        """Where uploads lie while they are being read."""
        return self.config.data_folder / "uploads"

    @cached_property
    def upload_world(self) -> UploadWorld:
        """What uploading needs."""
        return UploadWorld(
            self.database,
            self.objects,
            self.pdf,
            self.config.currency,
            float(self.config.upload_seconds_max),
            self.upload_folder,
        )

    @property
    def design_world(self) -> DesignWorld:
        """What designing tickets of events works with."""
        return DesignWorld(self.database, self.objects, self.pdf, write_sheet)

    @cached_property
    def page_world(self) -> PageWorld:
        """What handing out pages needs."""
        return PageWorld(self.database, self.objects, self.pdf, write_sheet)

    @cached_property
    def pass_world(self) -> PassWorld:
        """What making passes for Apple Wallet needs."""
        return PassWorld(self.database, self.objects, self.pdf, self.pass_maker)

    @cached_property
    def google_world(self) -> GoogleWorld:
        """What making passes for Google Wallet needs."""
        return GoogleWorld(self.pass_world, self.google)

    @cached_property
    def wallet_world(self) -> WalletWorld:
        """What telling wallets of changes needs."""
        return WalletWorld(self.database, self.pusher, self.google)

    @cached_property
    def wallets(self) -> Wallets:
        """Which wallets customers are offered."""
        return Wallets(apple=self.pass_maker is not None, google=self.google is not None)

    @cached_property
    def sample_world(self) -> SampleWorld:
        """What teaching patterns needs."""
        return SampleWorld(self.objects, self.pdf)

    @cached_property
    def terms(self) -> SellingTerms:
        """What the configuration says of selling."""
        return SellingTerms(
            hold_minutes=self.config.hold_minutes,
            download_days=self.config.download_days,
            payment_links=self.gateway is not None,
            erp=self.erp is not None,
            ledger=self.ledger,
            test_payments=self.gateway is not None and self.gateway.test,
        )

    @cached_property
    def ledger_world(self) -> LedgerWorld | None:
        """What the ledger needs, where one is kept."""
        return None if self.config.ledger == "none" else open_ledger_world(self.config, self.database)

    @cached_property
    def ledger(self) -> Ledger:
        """Where issuing, transfers and voiding are recorded."""
        return choose_ledger(self.config, self.ledger_world)

    @cached_property
    def witness_world(self) -> WitnessWorld | None:
        """What asking the ledger's witnesses needs, where one has an address."""
        addresses = witness_addresses(self.config)
        if self.ledger_world is None or not addresses:
            return None
        self.witnesses = self.witnesses or HttpWitnesses()
        return WitnessWorld(self.ledger_world, self.witnesses, addresses)

    @cached_property
    def chain_world(self) -> ChainWorld | None:
        """What writing to a chain needs, where one is configured. Made with the first use: loading it takes seconds."""
        self.chain = self.chain or open_ledger_chain(self.config)
        return ChainWorld(self.database, self.chain, self.config.evm_confirmations) if self.chain else None

    @cached_property
    def pay_world(self) -> PayWorld:
        """What collecting money needs."""
        return PayWorld(self.database, self.gateway, self.terms, self.config.base_url)

    @cached_property
    def erp_world(self) -> ErpWorld:
        """What the ERP work needs."""
        return ErpWorld(self.database, self.erp, invoices=self.config.odoo_invoice != "none")

    @cached_property
    def sender(self) -> Address:
        """Whom mails come from."""
        return parse_sender(self.config.mail_from)

    @cached_property
    def link_origins(self) -> list[str]:
        """The addresses that links in mails may point to, ours first."""
        others = [part.strip() for part in self.config.link_origins.split(",") if part.strip()]
        return [self.config.base_url, *others]

    @cached_property
    def mail_world(self) -> MailWorld:
        """What mailing tickets needs."""
        letter, files = TicketLetterWriter(self.sender, self.wallets), self.attachment_world
        return MailWorld(self.database, self.mailer, letter, self.link_origins, files)

    @cached_property
    def attachment_world(self) -> AttachmentWorld:
        """What making the files of mails needs."""
        return AttachmentWorld(self.page_world, self.pass_world, self.config.mail_tickets_max)

    @cached_property
    def wifi_mail_world(self) -> WifiMailWorld:
        """What mailing Wi-Fi tickets needs."""
        letter = WifiLetterWriter(self.sender, self.config.base_url)
        return WifiMailWorld(self.database, self.mailer, letter, self.config.base_url)

    @cached_property
    def digest_world(self) -> DigestWorld:
        """What the daily digest needs."""
        return DigestWorld(self.database, self.mailer, DigestLetterWriter(self.sender, self.config.base_url))

    @cached_property
    def link_terms(self) -> LinkTerms:
        """What one-time links to choose a password are made of."""
        return LinkTerms(self.config.secret, self.config.base_url.rstrip("/"))

    @cached_property
    def link_world(self) -> LinkWorld:
        """What mailing such links needs."""
        return LinkWorld(self.database, self.mailer, PasswordLetterWriter(self.sender), self.link_terms)

    @cached_property
    def stop_world(self) -> StopWorld:
        """What telling access servers to end sessions needs."""
        return StopWorld(self.database, RadiusAccessServers())

    @cached_property
    def token_terms(self) -> TokenTerms:
        """What the tokens of ticket owners are made of."""
        life = timedelta(hours=self.config.account_token_hours)
        return TokenTerms(self.config.secret, self.config.base_url.rstrip("/"), life)

    @cached_property
    def holder_world(self) -> HolderWorld:
        """What telling owners of tickets needs."""
        return HolderWorld(self.database, self.token_terms, self.issuer)

    @cached_property
    def code_world(self) -> CodeWorld:
        """What mailing one-time codes to them needs."""
        return CodeWorld(self.database, self.mailer, CodeLetterWriter(self.sender), self.token_terms)

    @cached_property
    def transfer_terms(self) -> TransferTerms:
        """What leave to transfer tickets is asked for on."""
        return TransferTerms(self.config.secret, timedelta(hours=self.config.opt_out_hours))

    @cached_property
    def transfer_mail_world(self) -> TransferMailWorld:
        """What mailing about transfers needs."""
        letter, files = TransferLetterWriter(self.sender), self.attachment_world
        secret, origin = self.config.secret, self.config.base_url.rstrip("/")
        return TransferMailWorld(self.database, self.mailer, letter, secret, origin, files)

    @cached_property
    def handlers(self) -> dict[str, Handler]:
        """What carries out each kind of effect."""
        return {
            INGEST_BATCH: partial(ingest_batch, self.upload_world),
            DELETE_OBJECTS: partial(delete_objects, self.objects),
            SYNC_ERP: partial(sync_erp, self.erp_world),
            CREATE_PAYMENT: partial(create_payment, self.pay_world),
            CHECK_PAYMENT: partial(check_payment, self.pay_world),
            MAIL_TICKETS: partial(mail_tickets, self.mail_world),
            REFUND_PAYMENT: partial(refund_payment, self.pay_world),
            SEND_DIGEST: partial(send_digest, self.digest_world),
            MAIL_WIFI_TICKETS: partial(mail_wifi_tickets, self.wifi_mail_world),
            MAIL_PASSWORD_LINK: partial(mail_password_link, self.link_world),
            STOP_SESSION: partial(stop_session, self.stop_world),
            CHANGE_SESSION: partial(change_session, self.stop_world),
            PUSH_PASSES: partial(push_passes, self.wallet_world),
            WRITE_GOOGLE_PASSES: partial(write_google_passes, self.wallet_world),
            MAIL_ACCOUNT_CODE: partial(mail_account_code, self.code_world),
            MAIL_HOLDER: partial(mail_holder, self.mail_world),
            MAIL_TRANSFER: partial(mail_transfer, self.transfer_mail_world),
            MAKE_TICKETS: partial(carry_on_making, self.database),
            RELEASE_EVENT_CARTS: partial(release_event_carts, self.database, self.terms),
        }

    @cached_property
    def settle_world(self) -> SettleWorld:
        """What settling a cart within a request needs."""
        return SettleWorld(self.database, self.handlers, self.owner, carries_out=self.config.effects == "request")

    @cached_property
    def outbox_world(self) -> OutboxWorld:
        """What reading sent mails needs."""
        outbox = self.mailer if isinstance(self.mailer, FolderMailer) else None
        return OutboxWorld(self.database, outbox, self.config.base_url)

    async def close(self) -> None:
        """Give everything back."""
        await finish_background(BACKGROUND_SECONDS)
        try:
            if self.gateway is not None:
                await self.gateway.close()
            for outside in (self.erp, self.pusher, self.google, self.chain, self.witnesses, self.issuer):
                if outside is not None:
                    await outside.close()
            await self.pdf.close()
        finally:
            await self.database.close()


def open_ledger_chain(config: Config) -> Chain | None:
    """The chain that the ledger is written to, where there is one. Its first use takes seconds of loading."""
    return open_chain(config) if config.ledger.startswith("evm-") else None


async def deploy_contract(config: Config, seconds: float) -> str:
    """Write the ledger's contract to the configured chain; its address. Unavailable when no block comes in time."""
    return await write_contract(config, seconds)


def open_object_store(config: Config) -> LocalObjects | S3Objects:
    """The store for uploaded files."""
    return open_objects(config.objects_url, config.data_folder / "cache", config.page_cache_bytes_max)


def open_pdf_engine(config: Config) -> PdfEngine:
    """The PDF workers; they start with the first request."""
    limits = EngineLimits(
        workers=config.pdf_workers,
        memory_bytes_max=config.pdf_worker_bytes_max,
        page_seconds_max=config.page_seconds_max,
        pages_max=config.upload_pages_max,
    )
    return PdfEngine(limits, config.ocr_languages)


# What is outside, each by itself, for whoever wants to know how it is; it is reached with the first call.
open_odoo, open_payment_gateway, open_mail = open_erp, open_gateway, open_mailer
open_pass_signer, open_google = open_signer, open_google_wallet


async def open_product(config: Config) -> Product:
    """Connect everything. The database must have been migrated."""
    # What may refuse the configuration comes first: nothing is connected yet then.
    signer, google = open_pass_signer(config), open_google(config)
    return Product(
        config=config,
        database=await open_database(config),
        objects=open_object_store(config),
        pdf=open_pdf_engine(config),
        mailer=open_mailer(config),
        gateway=open_gateway(config),
        erp=open_erp(config),
        pass_maker=open_pass_maker(config, signer),
        pusher=open_pusher(config, signer),
        google=google,
        issuer=open_issuer(config.oidc_issuer, config.oidc_audience),
    )
