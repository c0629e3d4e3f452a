"""Runs the benchmarks and prints one table; exit status 1 for a missed target.

The engine alone, without HTTP and database, is measured by `python -m benchmarks.ingest` and
`python -m benchmarks.page_cut`.
"""

from __future__ import annotations

import argparse
import importlib
import sys

from benchmarks.report import Figure, print_figures

_NAMES = (
    "upload",
    "page",
    "search",
    "start",
    "reserve",
    "allocate",
    "summary",
    "merge",
    "email",
    "passes",
    "first_paint",
    "radius",
    "wifi_tickets",
    "ledger",
    "events",
    "gates",
    "transfers",
)


def main() -> int:
    """Run what is asked for, one benchmark after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(_NAMES)}; all without")
    parser.add_argument("--quick", action="store_true", help="smaller runs, for a first impression")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(_NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    for name in arguments.names or _NAMES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        figures += importlib.import_module(f"benchmarks.{name}").measure(arguments.quick)
    print_figures("quick run" if arguments.quick else "full run", figures)
    return 1 if any(figure.met is False for figure in figures) else 0


sys.exit(main())
