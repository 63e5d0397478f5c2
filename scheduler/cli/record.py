"""`scheduler record`: what the offices filled in comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.ledger.records import Fate
    from scheduler.service.record import Taken


SHOWN = 10
"""Questions of a file that are printed; all of them stand in the review workbook."""


@click.command("record")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.ledger
@options.by
@click.option("--dry-run", is_flag=True)
@click.option("--review", type=click.Path(path_type=Path))
@options.force
@options.encoding
@options.language
def command(
    files: tuple[Path, ...],
    ledger: str | None,
    by: str,
    dry_run: bool,
    review: Path | None,
    force: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler record`, as `help.toml` describes it."""
    from scheduler.domain.faults import Fault
    from scheduler.ledger.ledger import Ledger
    from scheduler.returns.review import write_review
    from scheduler.service.record import doubts_of, files_of, passed_over, record
    from scheduler.tables.formats.destination import Destination

    where = options.named(ledger, language)
    found = files_of(files)
    to = Destination(review, force, found) if review else None
    if to:
        to.check_file(".xlsx")
    if others := passed_over(files):
        named = ", ".join(file.name for file in others[:SHOWN])
        context = {"names": named, "count": len(others)}
        options.tell([Fault("notices.passed_over", context=context)], language)
    taken, code = [], 0
    with Ledger.open(where) as book:
        for one in record(found, book, by=by, trial=dry_run, encoding=encoding):
            taken.append(one)
            code = max(code, _tell(one, dry_run, language))
        if not dry_run:
            options.tell_receipt(book.place, book.receipt, language)
    doubts = doubts_of(taken)
    if to and doubts:
        write_review(to, doubts, language)
        options.tell_moved(to, language)
        click.echo(say("cli.written", language, path=review))
    elif doubts:
        click.echo(say("ledger.review_needed", language), err=True)
    return code


def _tell(one: Taken, dry_run: bool, language: Language) -> int:
    """A line for the file on stdout, and what is odd on stderr; the exit code by it alone."""
    from scheduler.domain.faults import describe_all

    if one.judged is None:
        assert one.error is not None
        click.echo(say("ledger.file_refused", language, file=one.name))
        for line in one.error.lines(language):
            click.echo(line, err=True)
        return one.error.exit_code
    options.tell(one.judged.notices, language)
    fates: tuple[Fate, ...] = ("recorded", "corrected", "unchanged", "review", "no_answer")
    counts = {fate: one.judged.counts.get(fate, 0) for fate in fates}
    already = one.recorded is not None and one.recorded.already
    key = "file_unchanged" if already else "file_trial" if dry_run else "file_taken"
    key = "file_blank" if one.judged.is_blank else key
    click.echo(say(f"ledger.{key}", language, file=one.name, **counts))
    asked = [] if already else [line for doubt in one.doubts
                                for line in describe_all(doubt.why, language)]  # fmt: skip
    for line in asked[:SHOWN]:
        click.echo("  " + line)
    if len(asked) > SHOWN:
        click.echo("  " + say("cli.more", language, count=len(asked) - SHOWN))
    return 1 if one.doubts and not already else 0
