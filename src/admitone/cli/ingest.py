"""`admitone ingest`."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from admitone.cli.migrate import prepare_database
from admitone.cli.terminal import CommandFailed, err, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from admitone.bootstrap import Product
    from admitone.cli.ingest_progress import Outcome, PageProgress
    from admitone.config import Config
    from admitone.core.principal import Principal
    from admitone.services.uploads import UploadCommand

MONEY = "Price in major units, for example 350.00."


def ingest(
    files: Annotated[tuple[Path, ...], Parameter(name="FILE", help="Supplier PDFs.", negative=())],
    /,
    *,
    attraction: Annotated[int, Parameter(help="Id of the attraction whose tickets the files hold.")],
    tenant: Annotated[str, Parameter(help="The organisation that gets the stock.")] = "default",
    campaign: Annotated[int | None, Parameter(help="Id of the campaign that the tickets belong to.")] = None,
    purchase_total: Annotated[Decimal | None, Parameter(help=f"What each file cost. {MONEY}")] = None,
    purchase_per_ticket: Annotated[Decimal | None, Parameter(help=f"What each ticket cost. {MONEY}")] = None,
    purchase_currency: Annotated[str | None, Parameter(help="ISO 4217 code of what was paid.")] = None,
    selling_price: Annotated[Decimal | None, Parameter(help=f"What each ticket sells for. {MONEY}")] = None,
    selling_currency: Annotated[str | None, Parameter(help="ISO 4217 code of the selling price.")] = None,
    supplier_reference: Annotated[str | None, Parameter(help="The supplier's order or invoice number.")] = None,
    allow_duplicates: Annotated[bool, Parameter(help="Add tickets that are in stock already.", negative=())] = False,
    ocr: Annotated[bool, Parameter(help="Read scanned pages by text recognition.", negative=())] = False,
    ask_password: Annotated[bool, Parameter(help="Ask for the password of the files.", negative=())] = False,
) -> int:
    """Upload supplier PDFs: each becomes a batch, with a ticket per page that holds one.

    Each file is taken in whole or not at all. Ends with status 1 when a file was refused or pages of it failed.

    Example: admitone ingest --attraction 1 --purchase-per-ticket 80 --selling-price 120 aquarium.pdf
    """
    from admitone.core.pricing import PriceInput
    from admitone.services.uploads import UploadCommand

    config = settings()
    if not files:
        raise CommandFailed("name at least one PDF file")
    password = _ask_password() if ask_password else None
    prices = PriceInput(purchase_total, purchase_per_ticket, purchase_currency, selling_price, selling_currency)
    commands = [
        UploadCommand(
            attraction_id=attraction,
            path=path,
            file_name=path.name,
            campaign_id=campaign,
            password=password,
            prices=prices,
            supplier_reference=supplier_reference,
            allow_duplicates=allow_duplicates,
            ocr=ocr,
        )
        for path in files
    ]
    prepare_database(config)
    return asyncio.run(_ingest(config, tenant, commands))


def _ask_password() -> str:
    from getpass import getpass

    return getpass("Password of the files: ")


async def _ingest(config: Config, tenant: str, commands: Sequence[UploadCommand]) -> int:
    from admitone.cli.ingest_progress import PageProgress, show_summary
    from admitone.cli.operator import opened, operator_of

    async with opened(config) as product:
        principal = await operator_of(product.database, tenant)
        with PageProgress(err) as progress:
            # One after the other: a file alone keeps all PDF workers busy.
            outcomes = [await _take_in(product, principal, command, progress) for command in commands]
    show_summary(outcomes)
    return 1 if any(outcome.failed for outcome in outcomes) else 0


async def _take_in(product: Product, principal: Principal, command: UploadCommand, progress: PageProgress) -> Outcome:
    from admitone.cli.ingest_progress import Outcome
    from admitone.core.errors import AdmitError
    from admitone.services import batches
    from admitone.services.uploads import upload_batch

    try:
        # Says why a file cannot be had; the PDF workers know it as unreadable only.
        command.path.open("rb").close()
        info = await product.pdf.inspect(command.path, command.password)
        progress.start(command.file_name, info.pages)
        batch_id = await upload_batch(product.upload_world, principal, command, progress.note_page)
        async with product.database.reading() as tx:
            return Outcome.of(await batches.read_batch(tx, principal, batch_id))
    except AdmitError as error:
        return Outcome(command.file_name, refusal=error.message)
    except OSError as error:
        return Outcome(command.file_name, refusal=(error.strerror or str(error)).lower())
