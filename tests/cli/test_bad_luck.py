"""What can go wrong around a sound input: permissions, disks, pipes, interrupts, two at once.

From the catalogue of bad inputs: I (106), L (129–134), N (144). All in processes of their own, as
all of it is between the program and the system.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.door import FIRST_STEPS, ROOT, UNEXPECTED, command_line, launch, tree
from tests.tables.small import write_small

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

_PR_CAPBSET_DROP, _DAC_OVERRIDE, _DAC_READ_SEARCH = 24, 1, 2
PROGRAM = [sys.executable, "-m", "scheduler"]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_small(tmp_path / "small")


def obey_permissions() -> None:
    """Makes also root obey the permissions of files from the next exec on."""
    if os.geteuid() == 0:
        prctl = ctypes.CDLL(None).prctl
        for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            assert prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) == 0


def test_a_table_that_may_not_be_read_is_named_beside_the_other_faults(small: Path) -> None:
    (small / "cadres.csv").chmod(0)
    (small / "leave.csv").write_text("cadre,from,until\nan,31/02/2015,2015-07-01\n")
    done = launch(
        "solve", small, "--out", small.parent / "out", preexec_fn=obey_permissions
    )  # fmt: skip
    assert done.code == 2
    assert "cadres.csv: expected a file that can be read (Permission denied)" in done.lines
    assert any(line.startswith('leave.csv:2: column from: "31/02/2015"') for line in done.lines)
    assert done.lines[-1].startswith("2 faults")
    assert not (small.parent / "out").exists()


@pytest.mark.parametrize("command", ["solve", "convert"])
def test_a_folder_that_may_not_be_written_is_named(command: str, small: Path) -> None:
    closed = small.parent / "closed"
    closed.mkdir(mode=0o500)
    words = ["solve", small, "--out"] if command == "solve" else ["convert", small]
    done = launch(*words, closed / "out", preexec_fn=obey_permissions)
    assert (done.code, done.out) == (2, "")
    assert done.lines == [f"{closed / 'out'}: Permission denied"]
    assert list(closed.iterdir()) == []


@pytest.mark.parametrize("name", ["summary.json", "handoff"])
def test_what_may_not_be_read_of_an_earlier_result_is_not_replaced(name: str, small: Path) -> None:
    out = small.parent / "out"
    assert launch("solve", small, "--out", out).code == 0
    before, mode = tree(small.parent), (out / name).stat().st_mode
    (out / name).chmod(0)
    try:
        done = launch("solve", small, "--out", out, preexec_fn=obey_permissions)
    finally:
        (out / name).chmod(mode)
    assert done.code == 2
    assert str(out / name) in done.lines[0]
    assert "(Permission denied)" in done.lines[0]
    assert tree(small.parent) == before


def test_a_folder_that_may_not_be_listed_is_named(small: Path) -> None:
    small.chmod(0)
    try:
        done = launch("check", small, preexec_fn=obey_permissions)
    finally:
        small.chmod(0o700)
    assert (done.code, done.out) == (2, "")
    assert f"'{small}' is not readable" in done.lines[-1]


@pytest.mark.parametrize("limit", [0, 600, 3_000])
@pytest.mark.parametrize("command", ["solve", "convert", "convert-xlsx", "convert-json"])
def test_a_full_disk_leaves_nothing_behind(command: str, limit: int, small: Path) -> None:
    """A limit on the size of files fails each write beyond it, as a full disk does."""
    targets = {"solve": "out", "convert": "out", "convert-xlsx": "o.xlsx", "convert-json": "o.json"}
    target = small.parent / targets[command]
    words = ["solve", small, "--out", target] if command == "solve" else ["convert", small, target]
    before = tree(small.parent)

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = launch(*words, preexec_fn=fill)
    if done.code == 0:  # small enough for the limit: then it is whole
        assert limit
        assert launch("check", small if command == "solve" else target).code == 0
        return
    assert (done.code, done.out) == (2, "")
    assert done.lines == [f"{target}: File too large"]
    assert tree(small.parent) == before


def test_a_full_disk_keeps_the_earlier_result(small: Path) -> None:
    out = small.parent / "out"
    assert launch("solve", small, "--out", out).code == 0
    before = tree(small.parent)

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))

    done = launch("solve", small, "--out", out, "--seed", 1, preexec_fn=fill)
    assert done.code == 2
    assert tree(small.parent) == before


@pytest.mark.parametrize("command", ["replan", "whatif"])
@pytest.mark.parametrize("limit", [0, 600, 3_000])
def test_a_full_disk_leaves_no_half_answer(command: str, limit: int, small: Path) -> None:
    roster = small.parent / "plan"
    assert launch("solve", small, "--out", roster).code == 0
    before = tree(small.parent)

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    words = command_line(command, small, roster)
    done = launch(*words, "--start", "2015-07", "--months", 1, preexec_fn=fill)
    assert (done.code, done.out) == (2, "")
    assert done.lines[-1] == f"{small.parent / 'out'}: File too large"
    assert tree(small.parent) == before


def test_ctrl_c_in_a_study_keeps_the_scenarios_that_are_done(tmp_path: Path) -> None:
    out = tmp_path / "out"
    shares = ("--staffing", "0.5:1.5:0.01", "--months", "12", "--progress")
    words = [*PROGRAM, "whatif", str(FIRST_STEPS), *shares, "--out", str(out), "--workers", "1"]
    running = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    for line in running.stderr:
        if line.startswith("[3/"):
            break
    running.send_signal(signal.SIGINT)
    rest = running.stderr.read()
    assert running.wait(60) == 130, rest
    told = json.loads((out / "comparison.json").read_text(encoding="utf-8"))
    assert told["interrupted"]
    assert 2 <= len(told["scenarios"]) < 100


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_said(small: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "check", str(small), "--json"],
            stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False, text=True,
        )  # fmt: skip
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert not any(words in done.stderr for words in UNEXPECTED)


@pytest.mark.parametrize("command", ["check", "audit"])
def test_a_pipe_that_closes_early_is_no_error(command: str, small: Path) -> None:
    roster = small.parent / "roster.csv"
    roster.write_text("cadre,branch,date\n" + "an,b9,2015-07-15\n" * 20_000)
    words = ["check", small, "--json"] if command == "check" else ["audit", small, roster]
    with subprocess.Popen(
        [*PROGRAM, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read().decode()
        process.wait(60)
    assert process.returncode == 0  # 1 would say that rules are broken
    assert "nothing is known" in told or not told
    assert len(told.splitlines()) <= 1


def test_a_stdout_that_is_closed_is_no_traceback(small: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *PROGRAM, "check", str(small)],
        stderr=subprocess.PIPE, cwd=ROOT, check=False, text=True,
    )  # fmt: skip
    assert done.returncode in (0, 2)
    assert not any(words in done.stderr for words in UNEXPECTED)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_an_interrupt_in_a_long_solve_keeps_an_audited_roster(
    number: signal.Signals, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["solve", "instances/tra-vinh-2015", "--out", str(out), "--months", "2", "--progress"]
    with subprocess.Popen(
        [*PROGRAM, *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True,
        encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stderr is not None
        for line in process.stderr:
            if "level 1" in line:
                break
        else:
            pytest.fail("no first roster was announced")
        process.send_signal(number)
        told, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "press Ctrl-C again to give up at once" in said
    assert "interrupted; the best roster so far is kept" in said
    assert f"roster: {out / 'roster.csv'}" in told
    assert not any(words in said for words in UNEXPECTED)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["status"], summary["reproducible"], summary["interrupted"]) == (
        "feasible", False, True,
    )  # fmt: skip
    audit = launch("audit", "instances/tra-vinh-2015", out / "roster.csv", "--json")
    assert audit.code == 0
    assert (
        json.loads(audit.out)["objectives"]
        | {row["name"]: row["value"] for row in summary["objectives"]}
        == json.loads(audit.out)["objectives"]
    )
    assert {path.name for path in tmp_path.iterdir()} == {"out"}


def test_an_interrupt_before_the_first_roster_writes_nothing(tmp_path: Path) -> None:
    words = ["solve", "instances/tra-vinh-2015", "--out", str(tmp_path / "out"), "--months", "2"]
    with subprocess.Popen(
        [*PROGRAM, *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as process:
        wait_until_loaded(process, "pydantic_core")  # begins to read
        process.send_signal(signal.SIGINT)
        told, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert told == ""
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def wait_until_loaded(process: subprocess.Popen[str], module: str) -> None:
    """Until the process has loaded a module written in C; where the system does not tell, a while
    that is long enough on an idle machine.
    """
    maps = Path(f"/proc/{process.pid}/maps")
    if not maps.exists():
        time.sleep(0.6)
        return
    while process.poll() is None and module not in maps.read_text():
        time.sleep(0.002)


KNOCK = """
import importlib.abc, os, signal, sys

class Knock(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Knock())
sys.argv = ["scheduler", "check", {instance!r}]
from scheduler.__main__ import main
main()
"""


@pytest.mark.parametrize("module", ["scheduler.cli", "click", "scheduler.cli.check", "pydantic"])
def test_an_interrupt_while_a_module_is_loaded(module: str) -> None:
    code = KNOCK.format(module=module, instance=str(FIRST_STEPS))
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, cwd=ROOT, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (130, "")
    assert "Traceback" not in ended.stderr


def test_two_that_write_the_same_folder_leave_one_whole_result(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [*PROGRAM, "solve", str(FIRST_STEPS), "--out", str(out)]
    running = [
        subprocess.Popen(
            [*words, "--seed", str(seed)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )
        for seed in (1, 2)
    ]
    ends = [(process, *process.communicate(timeout=60)) for process in running]
    assert 0 in {process.returncode for process, _, _ in ends}
    for process, _, said in ends:
        assert process.returncode in (0, 2), said
        assert not any(words in said.decode() for words in UNEXPECTED)
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    assert launch("audit", FIRST_STEPS, out / "roster.csv").code == 0
    winners = [seed for seed, (process, *_) in enumerate(ends, 1) if process.returncode == 0]
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["seed"] in winners


@pytest.mark.parametrize("locale", ["C", "tr_TR.UTF-8"])
def test_messages_do_not_depend_on_the_locale(locale: str, small: Path) -> None:
    (small / "leave.csv").write_text("cadre,from,until\nấn,2015-07-01,2015-07-01\n", "utf-8")
    environment = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
    done = launch("check", small, "--lang", "vi", env=environment)
    assert done.code == 2
    assert 'leave.csv:2: cột cadre: "ấn" không hợp lệ' in done.lines[0]
