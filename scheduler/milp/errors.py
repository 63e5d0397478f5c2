"""What can go wrong here, in the words of mathematics; the engine says it in those of its users."""

from __future__ import annotations


class MilpError(Exception):
    """Base of every error of this room."""


class TooLarge(MilpError):
    """A row or objective beyond what the solver can be trusted with (google/or-tools#5293)."""


class WrongAnswer(MilpError):
    """Solver and exact check disagree; the answer must not be used."""


class WrongVersion(MilpError):
    """The solver installed is not the one that was tested."""


class NoPoint(MilpError):
    """The space holds no point (``proven``), or none was found before the end."""

    def __init__(self, proven: bool):
        self.proven = proven
        super().__init__("no point" if proven else "no point found")
