"""Which related things an answer is to include, written as a RelationExpression.

The grammar is that of Objection.js, of which names, dots and brackets are understood: `event`, `ticket_config.event`,
`[ticket_holder, ticket_config.[event.tenant]]`. What would ask for everything, or for something under another name, is
refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from admitone.core.errors import InvalidParameter

LENGTH_MAX: Final = 500
DEPTH_MAX: Final = 4
NODES_MAX: Final = 20

# What may be asked for below a thing, by name; the value names the thing that it leads to.
Graph = Mapping[str, Mapping[str, str]]
_TOKEN: Final = re.compile(r"\s*([\[\](),.]|[^\[\](),.\s]+)")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Relations:
    """The relations of one thing that are wanted, by name, with those wanted of each."""

    wanted: Mapping[str, Relations]


def parse_relations(text: str, graph: Graph, root: str, field: str = "with") -> Relations:
    """Read an expression about `root`. InvalidParameter naming `field` says what is wrong and what to write instead."""
    if len(text) > LENGTH_MAX:
        raise InvalidParameter(f"{field}: an expression has at most {LENGTH_MAX} characters", fields=(field,))
    parser = _Parser(_tokens(text), graph, field)
    relations = parser.read_top(root)
    return Relations(relations)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


class _Parser:
    """Reads tokens from left to right; nothing is nested deeper than `DEPTH_MAX`, so recursion is bounded."""

    def __init__(self, tokens: list[str], graph: Graph, field: str) -> None:
        self._tokens = tokens
        self._graph = graph
        self._field = field
        self._place = 0
        self._nodes = 0

    def read_top(self, root: str) -> dict[str, Relations]:
        wanted: dict[str, Relations] = {}
        if self._tokens:
            self._read_branch(root, wanted, 1)
        if self._place < len(self._tokens):
            raise self._refusal(
                f"unexpected {self._peek()!r} after the end; write several relations in brackets: [a, b]"
            )
        return wanted

    def _read_branch(self, thing: str, into: dict[str, Relations], depth: int) -> None:
        if self._peek() != "[":
            self._read_path(thing, into, depth)
            return
        self._next()
        while self._peek() != "]":
            if self._peek() is None:
                raise self._refusal("a bracket is not closed")
            self._read_path(thing, into, depth)
            # Commas between relations are optional, as in the original.
            if self._peek() == ",":
                self._next()
                if self._peek() == "]":
                    raise self._refusal("a relation is missing after a comma")
        self._next()

    def _read_path(self, thing: str, into: dict[str, Relations], depth: int) -> None:
        name = self._read_name(thing)
        if depth > DEPTH_MAX:
            raise self._refusal(f"relations are at most {DEPTH_MAX} deep")
        self._nodes += 1
        if self._nodes > NODES_MAX:
            raise self._refusal(f"at most {NODES_MAX} relations can be asked for")
        if name in into:
            raise self._refusal(f"{name} stands twice at one level; write {name}.[b, c]")
        below: dict[str, Relations] = {}
        into[name] = Relations(below)
        if self._peek() == ".":
            self._next()
            self._read_branch(self._graph[thing][name], below, depth + 1)

    def _read_name(self, thing: str) -> str:
        word = self._next()
        if word is None:
            raise self._refusal("a relation is missing at the end")
        if word in {"(", ")"} or self._peek() == "(":
            raise self._refusal("modifiers in parentheses are not supported; write relations alone")
        if word == "as" or self._peek() == "as":
            raise self._refusal("aliases with 'as' are not supported; relations keep their own names")
        if word.startswith(("*", "^")):
            raise self._refusal(f"{word} is not supported; name each relation that you need")
        known = self._graph.get(thing, {})
        if not _NAME.fullmatch(word) or word not in known:
            choice = ", ".join(known) or "nothing more"
            raise self._refusal(f"{word[:40]!r} is no relation of {thing}; there is {choice}")
        return word

    def _peek(self) -> str | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _next(self) -> str | None:
        token = self._peek()
        self._place += 1
        return token

    def _refusal(self, reason: str) -> InvalidParameter:
        return InvalidParameter(f"{self._field}: {reason}", fields=(self._field,))
