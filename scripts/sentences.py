"""Find the English sentences that services and the layers below make, as templates with `{name}` for what differs.

Sentences are the messages of errors, and what is written into rows for people: reasons and the like. An argument that
is no text itself is followed to where its text is made: a name, a table of texts, a choice, what a function gives.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "admitone"
# What these say reaches people by the console; API, command line, sandbox and customers' pages have their own words.
FOLDERS = ("adapters", "checks", "console", "core", "ingest", "services", "store", "worker")
ERRORS = SOURCES / "core" / "errors.py"
# Arguments by these names hold a sentence for people, whatever is called with them; a log's are for operators.
SENTENCE_KEYWORDS = {"cancel_reason", "failure_message", "reason"}
LOG = "_log"
VARIANTS_MAX = 16
# Names of what somebody wrote, which is told as it is.
OWN_WORDS = {"address"}
# What these give is a record, a list, or another system's words.
OWN_WORDS_OF = {"decode", "describe", "join", "redact_text"}
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file named relative to the repository."""

    path: str
    line: int

    def __str__(self) -> str:
        """As compilers write it, so that editors jump there."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Taker:
    """Which parameter of a function is a sentence."""

    place: int | None
    name: str


# What an audit entry tells of its change, and why a field of a sample was not found.
TAKERS = {"Change": Taker(5, "details"), "FieldMatch": Taker(None, "error")}
# What a check of the systems around says of each.
SEVERAL = {
    "Finding": (Taker(0, "subject"), Taker(1, "observation"), Taker(3, "advice")),
    "Check": (Taker(0, "subject"),),
}
# Functions whose every f-string is a sentence, though they are handed on in lists.
LISTING = {"verify_paid"}


@dataclass
class Harvest:
    """Templates with their places, the arguments whose texts could not be found, and what takes sentences."""

    templates: dict[str, list[Place]]
    unknown: dict[Place, str]
    takers: dict[str, Taker]


def collect_sentences(folders: Iterable[str] = FOLDERS) -> Harvest:
    """All sentences of the product's own code."""
    paths = sorted(path for folder in folders for path in (SOURCES / folder).rglob("*.py"))
    return harvest_sources({path.relative_to(ROOT).as_posix(): path.read_text() for path in paths})


def harvest_sources(sources: Mapping[str, str]) -> Harvest:
    """The sentences of some files, by their names."""
    modules = [Module(path, source) for path, source in sources.items()]
    tables = {
        name: value
        for module in modules
        for name, value in module.tables.items()
        if name.isupper() and not name.startswith("_")
    }
    tables |= {name: value for module in modules for name, value in module.results(tables).items()}
    takers = TAKERS | {name: Taker(0, "message") for name in error_names(ERRORS.read_text())}
    # A function that hands a parameter on as a sentence takes sentences itself; so do, then, those that call it.
    while True:
        harvest = Harvest({}, {}, dict(takers))
        for module in modules:
            module.harvest(harvest, tables)
        if harvest.takers == takers:
            return harvest
        takers = harvest.takers


def error_names(source: str) -> set[str]:
    """The names of the error classes of the core."""
    names = {node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}
    return {name for name in names if name != "ErrorCode"}


class Module:
    """One file, with what its names stand for."""

    def __init__(self, path: str, source: str) -> None:
        self._path = path
        self._tree = ast.parse(source)
        self.tables = dict(_assignments(_statements(self._tree)))

    def results(self, tables: Mapping[str, ast.expr]) -> dict[str, ast.expr]:
        """What each function gives, as a choice between all that it returns."""
        known = {**tables, **self.tables}
        found: dict[str, ast.expr] = {}
        for scope in _scopes(self._tree):
            if isinstance(scope, Function):
                returned = [node.value for node in ast.walk(scope) if isinstance(node, ast.Return) and node.value]
                texts = [text for value in returned for text in _texts(value, known, {})]
                constants = [ast.Constant(text) if isinstance(text, str) else text for text in texts]
                found[f"{scope.name}()"] = ast.BoolOp(ast.Or(), constants)
        return found

    def harvest(self, harvest: Harvest, tables: Mapping[str, ast.expr]) -> None:
        """Add every sentence of this file, and its functions that take one. `tables` are the constants of all files."""
        known = {**tables, **self.tables}
        for scope in _scopes(self._tree):
            local: dict[str, list[ast.expr]] = {}
            for name, value in _assignments(_statements(scope)):
                local.setdefault(name, []).append(value)
            if getattr(scope, "name", "") in LISTING:
                for text in (node for node in ast.walk(scope) if isinstance(node, ast.JoinedStr)):
                    self._add(text, scope, (known, local), harvest)
            for call in _calls(scope):
                for argument in self._sentences_of(call, harvest):
                    self._add(argument, scope, (known, local), harvest)

    def _sentences_of(self, call: ast.Call, harvest: Harvest) -> Iterator[ast.expr]:
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == LOG:
            return
        # What a file keeps private is known in that file only.
        taker = harvest.takers.get(f"{self._path}:{name}" if name.startswith("_") else name)
        takers = [*([taker] if taker else []), *SEVERAL.get(name, ())]
        yield from (call.args[one.place] for one in takers if one.place is not None and len(call.args) > one.place)
        names = SENTENCE_KEYWORDS | {one.name for one in takers}
        yield from (keyword.value for keyword in call.keywords if keyword.arg in names)

    def _add(
        self,
        argument: ast.expr,
        scope: ast.AST,
        known: tuple[Mapping[str, ast.expr], Mapping[str, list[ast.expr]]],
        harvest: Harvest,
    ) -> None:
        place = Place(self._path, argument.lineno)
        for text in _texts(argument, *known):
            if isinstance(text, ast.expr):
                if not self._is_parameter(text, scope, harvest):
                    harvest.unknown[place] = ast.unparse(text)
            elif re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", text)):
                harvest.templates.setdefault(text, []).append(place)

    def _is_parameter(self, node: ast.expr, scope: ast.AST, harvest: Harvest) -> bool:
        if not isinstance(node, ast.Name) or not isinstance(scope, Function):
            return False
        positional = [argument.arg for argument in scope.args.args]
        if node.id not in {*positional, *(argument.arg for argument in scope.args.kwonlyargs)}:
            return False
        place = positional.index(node.id) - (positional[0] in {"self", "cls"}) if node.id in positional else None
        name = f"{self._path}:{scope.name}" if scope.name.startswith("_") else scope.name
        harvest.takers.setdefault(name, Taker(place, node.id))
        return True


def _texts(  # noqa: C901, PLR0912 - one case for each kind of expression
    node: ast.expr, tables: Mapping[str, ast.expr], local: Mapping[str, list[ast.expr]]
) -> Iterator[str | ast.expr]:
    """Every text that an expression can be, or the expression when it cannot be told.

    What is an attribute was made elsewhere: it is found there, or it is somebody's own words. What is joined or decoded
    is a list or a record, no sentence.
    """
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name) if name in OWN_WORDS:
            return
        case ast.Constant() | ast.Attribute() | ast.Subscript(value=ast.Attribute()):
            return
        case ast.Await(value=value):
            yield from _texts(value, tables, local)
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in OWN_WORDS_OF:
            return
        case ast.Call(func=ast.Name(id=name)) if f"{name}()" in tables:
            yield from _texts(
                tables[f"{name}()"], {other: tables[other] for other in tables if other != f"{name}()"}, {}
            )
        case ast.JoinedStr():
            yield from _templates(node.values)
        case ast.BinOp(op=ast.Add()):
            yield from _templates(_pieces(node))
        case ast.IfExp() | ast.BoolOp() | ast.Dict():
            parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values
            for part in parts:
                yield from _texts(part, tables, local)
        case ast.Name(id=name) if name in local:
            for value in local[name]:
                # Once: a text that is made of itself step by step would lead round for ever.
                yield from _texts(value, tables, {other: local[other] for other in local if other != name})
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) if name in tables:
            yield from _texts(tables[name], {other: tables[other] for other in tables if other != name}, local)
        case _:
            yield node


def _pieces(node: ast.expr) -> list[ast.expr]:
    """The parts of a sum of texts."""
    if isinstance(node, ast.BinOp):
        return [*_pieces(node.left), *_pieces(node.right)]
    return node.values if isinstance(node, ast.JoinedStr) else [node]


def _templates(values: Sequence[ast.expr]) -> Iterator[str]:
    """The templates of an f-string: its values become gaps, a choice between two texts becomes two templates."""
    taken: dict[str, int] = {}
    pieces: list[list[str]] = []
    for value in values:
        if isinstance(value, ast.Constant):
            pieces.append([str(value.value)])
            continue
        inner = value.value if isinstance(value, ast.FormattedValue) else value
        if isinstance(inner, ast.IfExp) and all(isinstance(each, ast.Constant) for each in (inner.body, inner.orelse)):
            pieces.append([str(each.value) for each in (inner.body, inner.orelse) if isinstance(each, ast.Constant)])
            continue
        name = _gap_name(inner)
        taken[name] = taken.get(name, 0) + 1
        pieces.append([f"{{{name}{taken[name] if taken[name] > 1 else ''}}}"])
    for chosen in itertools.islice(itertools.product(*pieces), VARIANTS_MAX):
        yield "".join(chosen)


def _gap_name(node: ast.expr) -> str:  # noqa: PLR0911 - as _texts
    """A name for what an expression gives, taken from its own words so that a translator understands it."""
    match node:
        case ast.Name(id=name):
            return name.strip("_").lower()
        case ast.Attribute(attr=name):
            return name.strip("_").lower()
        case ast.Call(func=ast.Attribute(attr="join"), args=[first]):
            return _gap_name(first)
        case ast.Call(args=[first, *_]):
            return _gap_name(first)
        case ast.Call(func=ast.Attribute(value=value)):
            return _gap_name(value)
        case ast.Subscript(value=value):
            return _gap_name(value)
        case ast.BinOp(left=left):
            return _gap_name(left)
        case _:
            return "value"


def _scopes(tree: ast.Module) -> Iterator[ast.Module | Function]:
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def _statements(scope: ast.AST) -> Iterator[ast.stmt]:
    """The statements of a scope, not those of functions within it."""
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, Function):
            continue
        if isinstance(child, ast.stmt):
            yield child
        yield from _statements(child)


def _calls(scope: ast.AST) -> Iterator[ast.Call]:
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, Function):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _calls(child)


def _assignments(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for statement in statements:
        if isinstance(statement, ast.Assign):
            targets: list[ast.expr] = statement.targets
            value = statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value:
            targets, value = [statement.target], statement.value
        else:
            continue
        yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
