"""Forked commands behave as those that a shell starts."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.servers.nursery import COMMAND, run_command, start_command

PASSWORD = "a password of the tests\n"


def environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "ADMITONE_DATA": str(folder / "data")}


@pytest.mark.parametrize("arguments", [["--help"], ["user", "add"], ["user", "reset", "nobody"], ["nonsense"]])
def test_they_say_and_end_as_the_command_does(tmp_path: Path, arguments: list[str]) -> None:
    env = environment(tmp_path)
    run_command(["migrate"], env=env, timeout=60)
    forked = run_command(arguments, env=env, cwd=tmp_path, given=PASSWORD, timeout=60)
    real = subprocess.run(
        [COMMAND, *arguments], env=env, cwd=tmp_path, input=PASSWORD, capture_output=True, text=True, check=False
    )
    assert (forked.returncode, forked.stdout, forked.stderr) == (real.returncode, real.stdout, real.stderr)


def test_they_are_killed_and_stopped(tmp_path: Path) -> None:
    ends = []
    for number in (signal.SIGKILL, signal.SIGTERM):
        process = start_command(["serve", "--port", "0"], env=environment(tmp_path), stdout=subprocess.PIPE)
        assert process.stdout is not None
        with process.stdout:
            assert process.stdout.readline().startswith("Admit One serves")
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.01)
            process.send_signal(number)
            ends.append(process.wait(30))
        process.kill()
    assert ends == [-signal.SIGKILL, 0]
