"""How a command fails: a line for each fault, an exit code by SPEC §7, never a traceback."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback

import click

from scheduler.cli.interrupts import was_asked
from scheduler.cli.speech import speaking, spoken_language
from scheduler.domain.faults import InputError, SchedulerError
from scheduler.language import say
from scheduler.language.causes import Cause
from scheduler.language.system import reason_of

INTERRUPTED = 130


def run(command: click.Command) -> int:
    """Run the command and return its exit code."""
    with speaking(spoken_language()):
        return _run(command)


def _run(command: click.Command) -> int:
    try:
        code = command.main(standalone_mode=False)
        if sys.stdout is not None:  # None where stdout is closed
            sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return _interrupted()
    except InputError as error:
        for line in error.lines(spoken_language()):
            _say(line)
        if error.advice:
            _say(say(error.advice, spoken_language()))
        _say(say("cli.faults", spoken_language(), count=len(error.faults)))
        return error.exit_code
    except SchedulerError as error:
        _say(
            say(error.sentence, spoken_language(), text=str(error))
            if error.sentence
            else Cause(str(error)).said(spoken_language())
        )
        return error.exit_code
    except (BrokenPipeError, SystemExit):  # click makes the one into the other
        _silence()
        return 0
    except OSError as error:
        path, text = error.filename or "", reason_of(error)
        _say(say("cli.system", spoken_language(), path=path, text=text))
        return 2
    except Exception as error:
        if was_asked():  # loading a module written in C makes an ImportError of it
            return _interrupted()
        _say(say("cli.crash", spoken_language(), text=Cause(repr(error)), path=_crash_file()))
        return 1
    return code if isinstance(code, int) else 0


def _interrupted() -> int:
    _say(say("cli.interrupted_early", spoken_language()))
    return INTERRUPTED


def _say(line: str) -> None:
    click.echo(line, err=True)


def _silence() -> None:
    """Nobody reads any more: whatever is still to be flushed at the end goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            os.dup2(nowhere, stream.fileno())


def _crash_file() -> str:
    """Where the details of an unexpected error are; "–" if they could not be written either."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="scheduler-crash-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            traceback.print_exc(file=file)
    except OSError:
        return "–"
    return file.name
