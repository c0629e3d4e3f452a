"""What keeps a worker process from harming the machine, whatever pdfium does in it: the kernel's own limits."""

from __future__ import annotations

import math
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The parent kills at the deadline; these end the process when there is no parent any more, even within a C call.
_GRACE_SECONDS = 2.0
# Text recognition writes the picture that it hands to tesseract; only a copy without encryption may be larger.
_FILE_BYTES_MAX = 64 * 1024 * 1024
_STATM = Path("/proc/self/statm")


def confine(memory_bytes_max: int) -> None:
    """Bound the address space and the files, write no core dumps, and let timers end the process."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes_max, memory_bytes_max))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES_MAX, most))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    # Ctrl-C in a terminal reaches the whole foreground group; when a worker ends is its parent's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let files grow to this many bytes within the block; writing more raises OSError, as Python ignores SIGXFSZ."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size if most == resource.RLIM_INFINITY else min(size, most), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES_MAX, most))


def arm(seconds: float) -> None:
    """End this process unless `disarm` or `arm` is called within the time, by the clock and by CPU time."""
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu_seconds = math.ceil(usage.ru_utime + usage.ru_stime + seconds + _GRACE_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, resource.RLIM_INFINITY))


def disarm() -> None:
    """Stop the clock while there is nothing to do."""
    signal.setitimer(signal.ITIMER_REAL, 0.0)


def resident_bytes() -> int:
    """Memory that this process has in RAM now; its peak where the system does not tell."""
    try:
        return int(_STATM.read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
