"""One month side by side: this engine (as a user runs it), straight CP-SAT, and HiGHS.

    python -m benchmarks.one_month instances/tra-vinh-2015 --runs 5 --level-seconds 60

Every contestant runs in a process of its own, in turn, so that a machine that slows down slows all
of them. Seconds and memory are those of the whole process, reading included; for this engine also
writing. Values come from the project's independent audit, whatever a contestant claims.
"""

from __future__ import annotations

import json
import multiprocessing
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click

PEERS = ("straight_cpsat", "highs")


def _peer(name: str, instance: str, seconds: float) -> None:
    """Run one peer in this process and print its values and bounds as JSON."""
    import importlib

    import scheduler
    from scheduler import rules

    problem = scheduler.read(instance)
    attempt = importlib.import_module(f"benchmarks.peers.{name}").solve(problem, seconds)
    values = rules.values(problem, attempt.roster) if attempt.roster else {}
    if attempt.roster and any(rules.audit(problem, attempt.roster)):
        values = {"breaks the rules": 1}
    print(json.dumps({"values": values, "bounds": attempt.bounds}))


def _measure(command: Sequence[str]) -> tuple[float, float, str]:
    """(seconds, peak MB, standard output) of a command, run in a child that only runs it."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (list(command),))


def _run(command: list[str]) -> tuple[float, float, str]:
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise click.ClickException(done.stderr[-2000:])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return seconds, peak, done.stdout


def _engine(instance: str) -> tuple[float, float, dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        seconds, peak, _ = _measure(
            [sys.executable, "-m", "scheduler", "solve", instance, "--out", str(out)]
        )
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8-sig"))
    objectives = summary["objectives"]
    values = {row["name"]: row["value"] for row in objectives}
    return seconds, peak, {"values": values, "bounds": [row["bound"] for row in objectives]}


@click.command()
@click.argument("instance")
@click.option("--runs", default=5, show_default=True, help="Runs of this engine.")
@click.option("--peer-runs", default=1, show_default=True, help="Runs of each peer.")
@click.option("--level-seconds", default=60.0, show_default=True, help="Limit of a peer's level.")
@click.option("--peer", hidden=True, help="Run one peer in this process.")
def main(instance: str, runs: int, peer_runs: int, level_seconds: float, peer: str | None) -> None:
    """Measure one month of INSTANCE and print a Markdown table."""
    if peer:
        _peer(peer, instance, level_seconds)
        return
    times: dict[str, list[float]] = {}
    peaks: dict[str, float] = {}
    answers: dict[str, dict[str, object]] = {}
    for turn in range(max(runs, peer_runs)):
        if turn < runs:
            seconds, peak, answers["this engine"] = _engine(instance)
            times.setdefault("this engine", []).append(seconds)
            peaks["this engine"] = max(peak, peaks.get("this engine", 0))
        for name in PEERS if turn < peer_runs else ():
            command = [sys.executable, "-m", "benchmarks.one_month", instance, "--peer", name]
            seconds, peak, text = _measure([*command, "--level-seconds", str(level_seconds)])
            answers[name] = json.loads(text.splitlines()[-1])
            times.setdefault(name, []).append(seconds)
            peaks[name] = max(peak, peaks.get(name, 0))
    _print(instance, times, peaks, answers)


def _print(
    instance: str,
    times: dict[str, list[float]],
    peaks: dict[str, float],
    answers: dict[str, dict[str, object]],
) -> None:
    ours = statistics.median(times["this engine"])
    names = list(answers["this engine"]["values"])  # type: ignore[call-overload]
    click.echo(f"{instance} on {platform.machine()}, Python {platform.python_version()}\n")
    click.echo(
        "| contestant | median s | min–max s | ratio | peak MB | " + " | ".join(names) + " |"
    )
    click.echo("|---|---|---|---|---|" + "---|" * len(names))
    for name, seconds in times.items():
        values, bounds = answers[name]["values"], list(answers[name]["bounds"])  # type: ignore[call-overload]
        bounds += [None] * (len(names) - len(bounds))
        cells = [
            f"{values.get(objective, '–')} ≥ {'–' if bound is None else bound}"  # type: ignore[attr-defined]
            for objective, bound in zip(names, bounds, strict=True)
        ]
        median = statistics.median(seconds)
        click.echo(
            f"| {name} | {median:.1f} | {min(seconds):.1f}–{max(seconds):.1f} | "
            f"{median / ours:.1f} | {peaks[name]:.0f} | " + " | ".join(cells) + " |"
        )


if __name__ == "__main__":
    main()
