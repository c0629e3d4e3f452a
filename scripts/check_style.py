"""The rules of this project that no common tool knows. Each has a test in tests/tooling/test_style.py.

An exception carries its reason on the line that it is for: `# allow-RULE: reason`. One that is no longer needed is a
fault as well.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "tests", "scripts", "benchmarks")
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70

# The edges: where a request's or a job's one transaction ends.
COMMIT_EDGES = {"src/admitone/store/sqlite_writer.py", "src/admitone/store/postgresql.py"}
SQL_FOLDER = "src/admitone/store/"
# All capitals or none: "Select a file from your computer" is no SQL.
_STATEMENTS = (
    r"SELECT\s.+\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+TABLE\s|WITH\s+\w+\s+AS\s*\("
)
SQL = re.compile(rf"\s*({_STATEMENTS}|{re.sub(r'[A-Z]+', lambda word: word[0].lower(), _STATEMENTS)})", re.DOTALL)
# Written so that the expressions do not find themselves.
BANNED_WORDS = re.compile(
    r"\b(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b"
    r"|\bfor n[o]w\b|place[h]older|in product[i]on (you|we) would|NotImplemented[E]rror",
)
OWN_CODE_PATCHED = re.compile(r"(monkeypatch\.[s]etattr|mock\.[p]atch|mocker\.[p]atch)\(\s*[\"']?admitone")
NAMELESS_MODULES = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}
ALLOWANCE = re.compile(r"#\s*allow-(?P<rule>[a-z-]+)(?::\s*(?P<reason>\S.*))?")


@dataclass(frozen=True)
class Fault:
    """One breach of a rule, in a file named relative to the repository."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        """As compilers write it, so that editors jump there."""
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


def main() -> int:
    """Print every fault; exit status 1 when there is one."""
    paths = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    faults = [fault for path in paths for fault in check_file(path.relative_to(ROOT).as_posix(), path.read_text())]
    print("\n".join(map(str, faults)) or f"The house rules hold in {len(paths)} files.")
    return 1 if faults else 0


def check_file(path: str, text: str) -> list[Fault]:
    """The faults of one Python file, those allowed on their line left out."""
    tree = ast.parse(text, filename=path)
    found = [*_size_faults(path, text, tree), *_word_faults(path, text), *_tree_faults(path, tree)]
    return _without_allowed(path, text, found)


def _size_faults(path: str, text: str, tree: ast.Module) -> Iterator[Fault]:
    if not path.startswith("src/"):
        return
    lines = text.count("\n")
    if lines > FILE_LINES_MAX:
        yield Fault(path, 1, "file-length", f"{lines} lines, {FILE_LINES_MAX} are allowed")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                message = f"{node.name} has {length} lines, {FUNCTION_LINES_MAX} are allowed"
                yield Fault(path, node.lineno, "function-length", message)


def _word_faults(path: str, text: str) -> Iterator[Fault]:
    if Path(path).stem in NAMELESS_MODULES:
        yield Fault(path, 1, "module-name", "name the module for what it holds")
    for number, line in enumerate(text.splitlines(), 1):
        if match := BANNED_WORDS.search(line):
            yield Fault(path, number, "unfinished", f"{match[0]!r} says that something is not done")
        if OWN_CODE_PATCHED.search(line):
            yield Fault(path, number, "patch", "give the code a fake body of the port instead of patching it")


def _tree_faults(path: str, tree: ast.Module) -> Iterator[Fault]:
    product = path.startswith("src/")
    docstrings = set(_docstrings(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler | ast.expr):
            continue
        if isinstance(node, ast.ExceptHandler):
            if all(isinstance(step, ast.Pass) for step in node.body):
                yield Fault(path, node.lineno, "swallow", "an error is dropped without a word")
        elif product and path not in COMMIT_EDGES and _is_commit(node):
            yield Fault(path, node.lineno, "commit", "only the edge ends a transaction")
        elif product and not path.startswith(SQL_FOLDER) and node not in docstrings and _is_sql(node):
            yield Fault(path, node.lineno, "sql", f"SQL is written in {SQL_FOLDER} only")


def _docstrings(tree: ast.Module) -> Iterable[ast.AST]:
    """Every string that stands as a statement of its own."""
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))


def _is_commit(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and node.value.strip().upper() == "COMMIT"
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"


def _is_sql(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(SQL.match(node.value))


def _without_allowed(path: str, text: str, found: list[Fault]) -> list[Fault]:
    allowed: dict[tuple[int, str], str | None] = {
        (number, match["rule"]): match["reason"]
        for number, line in enumerate(text.splitlines(), 1)
        for match in ALLOWANCE.finditer(line)
    }
    remaining = [fault for fault in found if (fault.line, fault.rule) not in allowed]
    needed = {(fault.line, fault.rule) for fault in found}
    for (line, rule), reason in allowed.items():
        if (line, rule) not in needed:
            remaining.append(Fault(path, line, "allowance", f"nothing here needs allow-{rule}"))
        elif not reason:
            remaining.append(Fault(path, line, "allowance", f"allow-{rule} gives no reason"))
    return sorted(remaining, key=lambda fault: fault.line)


if __name__ == "__main__":
    sys.exit(main())
