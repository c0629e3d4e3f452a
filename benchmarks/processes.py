"""What processes cost, as the kernel counts it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_SAMPLE_SECONDS = 0.1


def cpu_seconds(root: int) -> float:
    """User and system time of a process and all its descendants, of those included that have ended."""
    return sum(_seconds(pid, ended_children=True) for pid in family(root))


def own_cpu_seconds(pid: int) -> float:
    """User and system time of one process."""
    return _seconds(pid, ended_children=False)


def family(root: int) -> list[int]:
    """A process and its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def parent_of(pid: int) -> int:
    """The process that started a living one."""
    return int(_stat(pid)[1])


def resident_mebibytes(pid: int) -> float:
    """Memory that a process has in RAM now."""
    return _status_mebibytes(pid, "VmRSS")


@dataclass
class MemoryWatch:
    """Peak resident memory in MiB by command of the processes of a family, and samples of the first one."""

    peaks: dict[int, float] = field(default_factory=dict)
    commands: dict[int, str] = field(default_factory=dict)
    samples: list[float] = field(default_factory=list)

    def peak_of(self, word: str) -> float:
        """The largest peak of the processes whose command line holds `word`."""
        return max((peak for pid, peak in self.peaks.items() if word in self.commands[pid]), default=0.0)

    def note(self, root: int) -> None:
        """Look at every process once."""
        for pid in family(root):
            peak = _status_mebibytes(pid, "VmHWM")
            if peak:
                self.peaks[pid] = max(peak, self.peaks.get(pid, 0.0))
                self.commands.setdefault(pid, _command(pid))
        self.samples.append(resident_mebibytes(root))


@contextmanager
def watch_memory(root: int) -> Iterator[MemoryWatch]:
    """Look at a family of processes until the end of the block, ten times a second."""
    watch = MemoryWatch()
    done = threading.Event()

    def look() -> None:
        while not done.wait(_SAMPLE_SECONDS):
            watch.note(root)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watch
    finally:
        done.set()
        thread.join()
        watch.note(root)


@dataclass
class Cost:
    """What a block of work took of the clock, of a process, and of the process with its descendants."""

    wall_seconds: float = 0.0
    own_cpu_seconds: float = 0.0
    cpu_seconds: float = 0.0


@contextmanager
def measured(root: int) -> Iterator[Cost]:
    """Measure a block by what the process `root` and its descendants spend meanwhile."""
    cost = Cost()
    wall, own, whole = time.perf_counter(), own_cpu_seconds(root), cpu_seconds(root)
    try:
        yield cost
    finally:
        cost.wall_seconds = time.perf_counter() - wall
        cost.own_cpu_seconds = own_cpu_seconds(root) - own
        cost.cpu_seconds = cpu_seconds(root) - whole


def _seconds(pid: int, *, ended_children: bool) -> float:
    # utime and stime, then cutime and cstime: proc(5), counted from the field after the command.
    return sum(map(int, _stat(pid)[11 : 15 if ended_children else 13])) / _TICKS_PER_SECOND


def _stat(pid: int) -> list[str]:
    try:
        # The command stands in brackets and may hold anything; what follows the last bracket is plain.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _status_mebibytes(pid: int, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
