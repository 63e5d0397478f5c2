"""Whether two checkouts of this program write the same bytes.

    python -m benchmarks.same_bytes ../before
    python -m benchmarks.same_bytes ../before . --months 12 --instance tra-vinh-2013

Each checkout runs in processes of its own, on the instances of the new one. One month is solved
through the command line with default settings, and every file of its folder is compared, and what
was said; several months through Python with one round of neighbourhoods, a limit that is the same
on every machine. Left out is what no two runs share:

- seconds: the field of ``summary.json``, the column of ``trace.csv``, the last line but one of
  what is said;
- in ``datapackage.json`` the size and digest of these two files, and the digest over all files;
- of several months with more than one process also status, bounds and trace
  (:mod:`benchmarks.one_round` says why).

Ends with exit code 1 where anything differs.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from benchmarks import one_round

ROOT = Path(__file__).parents[1]
TIMED = ("summary.json", "trace.csv")
"""The files with seconds in them."""
SECONDS = re.compile(r"\(\d+\.\d s\)")

Contents = dict[str, bytes]
"""What a run came to, by name."""


@click.command()
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path), default=ROOT)
@click.option("--months", multiple=True, type=int, default=(1, 12), show_default=True)
@click.option("--instance", "names", multiple=True, help="Folders of instances/; all if not given.")
@click.option("--workers", default=1, show_default=True, help="Processes, for several months.")
def main(
    old: Path, new: Path, months: tuple[int, ...], names: tuple[str, ...], workers: int
) -> None:
    """Compare what the checkouts OLD and NEW (this one) write, and print a line for each run."""
    found = sorted(path.parent.name for path in (new / "instances").glob("*/instance.toml"))
    differ = 0
    for length in months:
        for name in names or found:
            instance = (new / "instances" / name).resolve()
            started = time.monotonic()
            before, after = (_contents(root, instance, length, workers) for root in (old, new))
            unlike = sorted(
                key for key in before.keys() | after.keys() if before.get(key) != after.get(key)
            )
            differ += bool(unlike)
            verdict = f"DIFFER: {', '.join(unlike)}" if unlike else "same"
            seconds = time.monotonic() - started
            click.echo(
                f"{name}, {length} month(s), {len(after)} contents: {verdict} ({seconds:.0f} s)"
            )
    sys.exit(1 if differ else 0)


def _contents(checkout: Path, instance: Path, months: int, workers: int) -> Contents:
    """What the checkout makes of the instance."""
    if months > 1:
        script = one_round.__file__
        return dict(_said(_run(checkout, script, instance, months, workers)))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        done = _run(checkout, "-m", "scheduler", "solve", instance, "--months", 1, "--out", out)
        told = dict(_said(done, folder))
        files = (path for path in sorted(out.rglob("*")) if path.is_file())
        return told | {str(path.relative_to(out)): without_seconds(path) for path in files}


def _run(checkout: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(checkout.resolve()), "PYTHONUTF8": "1"}
    with tempfile.TemporaryDirectory() as folder:  # so that no other checkout is on the path
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            capture_output=True, check=False, cwd=folder, encoding="utf-8", env=environment,
        )  # fmt: skip


def _said(done: subprocess.CompletedProcess[str], folder: str = "") -> Iterator[tuple[str, bytes]]:
    """Exit code, stdout and stderr, without seconds and without the name of a temporary folder."""
    yield "exit code", str(done.returncode).encode()
    for name, text in (("stdout", done.stdout), ("stderr", done.stderr)):
        plain = text.replace(folder, "") if folder else text
        yield name, SECONDS.sub("", plain).encode()


def without_seconds(path: Path) -> bytes:
    """The bytes of a file of a solve but for what no two runs share."""
    content = path.read_bytes()
    if path.name == "summary.json":
        summary = json.loads(content)
        del summary["seconds"]
        return json.dumps(summary, indent=1).encode()
    if path.name == "trace.csv":
        head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        timed = head.index("seconds")
        plain = [[cell for n, cell in enumerate(row) if n != timed] for row in (head, *rows)]
        return json.dumps(plain).encode()
    if path.name == "datapackage.json":
        package: dict[str, Any] = json.loads(content)
        del package["hash"]
        for file in (*package["resources"], *package["files"]):
            if file["path"] in TIMED:
                del file["hash"], file["bytes"]
        return json.dumps(package, indent=1).encode()
    return content


if __name__ == "__main__":
    main()
