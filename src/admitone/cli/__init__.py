"""The command `admitone`.

Every command stands in a module of its own and imports what it needs inside its function: help, `openapi` and `migrate`
must not wait for what `serve` needs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from cyclopts import App, CycloptsError

from admitone.cli import (
    accounts,
    api_keys,
    enrollments,
    event_parts,
    events,
    ledger,
    locations,
    portals,
    tenants,
    terminal,
)
from admitone.cli.demo import demo
from admitone.cli.doctor import doctor
from admitone.cli.ingest import ingest
from admitone.cli.migrate import migrate
from admitone.cli.openapi import openapi
from admitone.cli.sandbox import sandbox
from admitone.cli.serve import serve
from admitone.cli.users import add, disable, enable, invite, list_, reset
from admitone.cli.verify import verify
from admitone.cli.worker import worker

FAILED: Final = 1
MISUSED: Final = 2

app = App(
    name="admitone",
    help="One ticket inventory, sold through many doors.",
    help_epilogue="Settings come from the environment; docs/operating.md lists them. "
    "Exit status: 0 done, 1 failed, 2 wrong use or wrong settings.",
    help_format="plaintext",
    version=version("admitone"),
    result_action="return_value",
)
for command in (serve, worker, migrate, ingest, doctor, demo, sandbox, openapi, verify):
    app.command(command)
users = App(name="user", help="Look after people who can sign in.")
for each in (add, invite, reset, disable, enable):
    users.command(each)
users.command(list_, name="list")
app.command(users)
keys = App(name="key", help="Look after the keys with which programs use the API.")
keys.command(api_keys.make)
keys.command(api_keys.revoke)
keys.command(api_keys.list_, name="list")
app.command(keys)
owners = App(name="account", help="Look after people who own tickets.")
owners.command(accounts.token)
app.command(owners)
organisations = App(name="tenant", help="Look after the organisations of this installation.")
organisations.command(tenants.create)
organisations.command(tenants.list_, name="list")
app.command(organisations)
portal_pages = App(name="portal", help="Look after how guests of Wi-Fi portals get to their access server.")
portal_pages.command(portals.set_, name="set")
portal_pages.command(portals.clear)
app.command(portal_pages)
ledgers = App(name="ledger", help="Look after the ledger in which issued tickets are recorded.")
ledgers.command(ledger.verify)
ledgers.command(ledger.checkpoint)
ledgers.command(ledger.key)
ledgers.command(ledger.cosign)
ledgers.command(ledger.receipt)
ledgers.command(ledger.forget)
ledgers.command(ledger.deploy)
ledgers.command(ledger.chain)
ledgers.command(ledger.retry)
app.command(ledgers)
plans = App(name="event", help="Look after events: what they are, what is sold of them, when they go on sale.")
plans.command(events.create)
plans.command(events.list_, name="list")
plans.command(events.show)
plans.command(events.publish)
plans.command(events.cancel)
plans.command(events.rotate_key)
configs = App(name="config", help="Look after the kinds of tickets of an event.")
configs.command(event_parts.add_config, name="add")
plans.command(configs)
timeslots = App(name="timeslot", help="Look after the timeslots of an event.")
timeslots.command(event_parts.add_timeslots, name="add")
plans.command(timeslots)
sectors = App(name="sector", help="Look after the sectors of an event.")
sectors.command(event_parts.add_sector, name="add")
plans.command(sectors)
app.command(plans)
people = App(name="enrollment", help="Look after the people who own tickets of events.")
people.command(enrollments.add)
people.command(enrollments.list_, name="list")
app.command(people)

places = App(
    name="location", help="Look after places with Wi-Fi: what they offer, their tickets, their access servers."
)
places.command(locations.create)
places.command(locations.list_, name="list")
places.command(locations.services)
places.command(locations.add_service)
places.command(locations.make_tickets)
places.command(locations.token)
places.command(locations.server)
app.command(places)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process: 0 when done, 1 when it failed, 2 for wrong use or settings."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit status."""
    try:
        status = app(list(arguments), exit_on_error=False, console=terminal.out, error_console=terminal.err)
    except CycloptsError:
        # Cyclopts has said on standard error what is wrong.
        return MISUSED
    except terminal.refusals() as error:
        terminal.complain(error)
        return MISUSED if terminal.is_misuse(error) else FAILED
    except BrokenPipeError:
        # Whoever read our output, `head` for example, has seen enough.
        terminal.let_go_of_output()
        return FAILED
    return status if isinstance(status, int) else 0
