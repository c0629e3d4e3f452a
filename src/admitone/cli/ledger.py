"""`admitone ledger`: check it, publish it, take cosignatures, hand out receipts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

from cyclopts import Parameter

from admitone.cli.terminal import CommandFailed, out, settings, show_rows
from admitone.config import Config

if TYPE_CHECKING:
    from admitone.bootstrap import Product
    from admitone.core.principal import Principal
    from admitone.services.ledger_checkpoints import LedgerWorld
    from admitone.store.database import Tx

T = TypeVar("T")
TenantName = Annotated[str, Parameter(help="The organisation that the ticket belongs to.")]
_FILE_BYTES_MAX: Final = 64 * 1024
# A new contract has its block within this time, or the command gives up waiting.
SECONDS_MAX: Final = 300.0


def verify() -> int:
    """Check the whole ledger: every record, the tree, what was signed, and that all issued tickets have a record.

    Ends with status 1 when anything is wrong. Changes nothing.

    Example: admitone ledger verify
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from admitone.services.ledger_checking import LedgerReport, check_ledger

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("records"), TimeRemainingColumn())
    with Progress(*columns, console=out, disable=not out.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=None)

        async def act(world: LedgerWorld) -> LedgerReport:
            return await check_ledger(world, lambda done, total: progress.update(task, completed=done, total=total))

        report = asyncio.run(_with_ledger(act))
    for fault in report.faults:
        out.print(fault, style="red", markup=False)
    if report.fault_count > len(report.faults):
        out.print(f"... and {report.fault_count - len(report.faults)} more", style="red", markup=False)
    out.print(
        f"{report.size} records, {report.forgotten} of them forgotten; {report.checkpoints} checkpoints with "
        f"{report.cosignatures} cosignatures; {report.tickets} issued tickets, {report.before} of them from before "
        "the ledger was begun",
        markup=False,
    )
    out.print(f"{report.fault_count} faults" if report.fault_count else "The ledger holds.", markup=False)
    return 1 if report.fault_count else 0


def checkpoint() -> None:
    """Sign the ledger as it is now, and print the checkpoint with the cosignatures of its witnesses.

    Example: admitone ledger checkpoint > checkpoint.txt
    """
    from admitone.core.clock import utc_now
    from admitone.services.ledger_checkpoints import make_checkpoint

    async def act(world: LedgerWorld) -> str:
        return (await make_checkpoint(world, utc_now()))[1]

    # Plain, byte for byte: it is signed.
    print(asyncio.run(_with_ledger(act)), end="")


def key() -> None:
    """Print the verifier key with which anybody checks the ledger.

    Example: admitone ledger key
    """
    from admitone.services.ledger_checkpoints import check_key
    from admitone.store.ledger import read_head

    async def act(world: LedgerWorld) -> str:
        async with world.database.reading() as tx:
            check_key(world, await read_head(tx))
        return str(world.signer.key)

    print(asyncio.run(_with_ledger(act)))


def cosign(file: Path, /) -> None:
    """Take a checkpoint that witnesses have signed, check their signatures, and publish them with it.

    Example: admitone ledger cosign cosigned.txt

    Parameters
    ----------
    file
        The checkpoint as it was published, with the lines of the witnesses behind ours.
    """
    from admitone.core.clock import utc_now
    from admitone.services.witnessing import add_cosignatures

    try:
        content = file.read_bytes()[: _FILE_BYTES_MAX + 1].decode()
    except UnicodeDecodeError as error:
        raise CommandFailed(f"{file} is not UTF-8 text") from error

    async def act(world: LedgerWorld) -> str:
        return await add_cosignatures(world, content, utc_now())

    print(asyncio.run(_with_ledger(act)), end="")


def receipt(uid: str, /, *, tenant: TenantName = "default") -> None:
    """Print the receipt of a ticket, which docs/check_receipt.py and others check without us.

    Example: admitone ledger receipt 0123456789abcdef0123456789abcdef > ticket.tlog-proof

    Parameters
    ----------
    uid
        The public identity of the ticket, 32 hexadecimal digits.
    """
    print(asyncio.run(_prove(uid, tenant)), end="")


def forget(uid: str, /, *, tenant: TenantName = "default") -> None:
    """Take away what ties the records of a ticket to it. Its digests stay in the ledger, and tell nobody anything.

    Example: admitone ledger forget 0123456789abcdef0123456789abcdef

    Parameters
    ----------
    uid
        The public identity of the ticket, 32 hexadecimal digits.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.core.clock import utc_now
    from admitone.services.ledger_receipts import forget_ticket

    async def act(_product: Product, tx: Tx, operator: Principal) -> int:
        return await forget_ticket(tx, operator, await _find_ticket(tx, operator, uid), utc_now())

    out.print(f"forgot {asyncio.run(act_as_operator(tenant, act))} records of {uid}", markup=False)


def deploy() -> None:
    """Write the contract of `evm-anchor` and `evm-token` to the chain, and print its address.

    The account of ADMITONE_EVM_KEY pays for it and becomes its issuer, for good.

    Example: admitone ledger deploy
    """
    config = settings()
    if not config.evm_url or not config.evm_key:
        raise CommandFailed("set ADMITONE_EVM_URL and ADMITONE_EVM_KEY first")
    try:
        address = asyncio.run(_deploy(config))
    except ModuleNotFoundError as error:
        raise CommandFailed(f"{error.name} is missing; run: pip install 'admitone[evm]'") from error
    print(address)


def chain() -> None:
    """List what has been written to the chain, by how far it has come, and what its contract has refused.

    Example: admitone ledger chain
    """
    from admitone.services.chaining import read_standing

    async def act(world: LedgerWorld) -> list[tuple[str, str, str, str]]:
        return await read_standing(world.database)

    show_rows(("job", "state", "transaction", "remark"), asyncio.run(_with_ledger(act)))


def retry() -> None:
    """Try again what the contract has refused, once the reason for that is gone.

    Example: admitone ledger retry
    """
    from admitone.core.clock import utc_now
    from admitone.services.chaining import retry_failed

    async def act(world: LedgerWorld) -> int:
        return await retry_failed(world.database, utc_now())

    out.print(f"{asyncio.run(_with_ledger(act))} jobs are tried again", markup=False)


async def _deploy(config: Config) -> str:
    from admitone.bootstrap import deploy_contract

    return await deploy_contract(config, SECONDS_MAX)


async def _prove(uid: str, tenant: str) -> str:
    from admitone.cli.operator import opened, operator_of

    async with opened(settings()) as product:
        operator = await operator_of(product.database, tenant)
        async with product.database.reading() as tx:
            ticket_id = await _find_ticket(tx, operator, uid)
        return await product.ledger.prove(operator.tenant_id, ticket_id)


async def _with_ledger(act: Callable[[LedgerWorld], Awaitable[T]]) -> T:
    from admitone.services.ledger_choice import open_ledger_world
    from admitone.store.connecting import open_database

    config = settings()
    if config.ledger == "none":
        raise CommandFailed("no ledger is kept here; ADMITONE_LEDGER=merkle keeps one")
    database = await open_database(config)
    try:
        return await act(open_ledger_world(config, database))
    finally:
        await database.close()


async def _find_ticket(tx: Tx, operator: Principal, uid: str) -> int:
    from admitone.store.ledger import find_ticket

    ticket_id = await find_ticket(tx, operator.tenant_id, uid)
    if ticket_id is None:
        raise CommandFailed(f"there is no ticket {uid} of this organisation")
    return ticket_id
