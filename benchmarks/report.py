"""Figures beside their baselines, and the table in which they are printed."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

Bound = Literal["at most", "at least"]


@dataclass(frozen=True)
class Target:
    """What a figure, or its ratio to the baseline when `of_ratio`, has to be."""

    bound: Bound
    value: float
    of_ratio: bool = False

    def met_by(self, figure: float) -> bool:
        return figure <= self.value if self.bound == "at most" else figure >= self.value


@dataclass(frozen=True)
class Figure:
    """One measured value. `baseline` is in the same unit, measured in the same run; `against` names it."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    against: str = ""
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        judged = self.ratio if self.target.of_ratio else self.value
        return judged is not None and self.target.met_by(judged)


def describe_machine() -> str:
    """Cores, processor and Python of this run."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}, {platform.system()}"


def print_figures(title: str, figures: Sequence[Figure]) -> None:
    """Print a table; it is not cut to the width of a terminal that is none."""
    table = Table(title=title, title_justify="left", caption=describe_machine(), caption_justify="left")
    table.add_column("figure")
    for heading in ("value", "baseline", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("baseline is")
    table.add_column("target")
    table.add_column("met")
    for figure in figures:
        table.add_row(
            figure.name,
            _amount(figure.value, figure.unit),
            "" if figure.baseline is None else _amount(figure.baseline, figure.unit),
            "" if figure.ratio is None else f"{figure.ratio:.2f}x",
            figure.against,
            _target(figure),
            {None: "", True: "yes", False: "NO"}[figure.met],
        )
    console = Console()
    if not console.is_terminal:
        console.width = 160
    console.print(table)


def main(title: str, measure: Callable[[bool], list[Figure]], arguments: Sequence[str] | None = None) -> None:
    """Run one benchmark by itself; exit status 1 for a missed target. `arguments` in place of the command line's."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--quick", action="store_true", help="a smaller run, for a first impression")
    figures = measure(parser.parse_args(arguments).quick)
    print_figures(title, figures)
    sys.exit(1 if any(figure.met is False for figure in figures) else 0)


def _amount(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2
    return f"{value:,.{digits}f} {unit}"


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    sign = "<=" if figure.target.bound == "at most" else ">="
    return f"{sign} {figure.target.value:g}{'x' if figure.target.of_ratio else ' ' + figure.unit}"
