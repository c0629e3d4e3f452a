"""What the shipped style sheets still know of the ones that they were made of."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FULL = ROOT / "node_modules" / "@tabler" / "core" / "dist" / "css"
SHIPPED = ROOT / "src" / "admitone" / "console" / "static" / "vendor"


def lost_classes(used: Collection[str], sheet: str) -> set[str]:
    """Those of the classes that Tabler has rules for, and the shipped sheet of that name has not."""
    return (set(used) & classes_of(FULL / sheet)) - classes_of(SHIPPED / sheet)


@cache
def classes_of(sheet: Path) -> frozenset[str]:
    """The classes that a style sheet has rules for."""
    selectors = re.findall(r"([^{}]+)\{", sheet.read_text(encoding="utf-8"))
    return frozenset(name for selector in selectors for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", selector))
