"""What goes wrong in the mathematics reaches the user as an error of this program."""

from __future__ import annotations

import pytest

from scheduler.domain.faults import SchedulerError
from scheduler.engine.errors import Contradiction, ModelTooLarge, translated
from scheduler.engine.solve import solve
from scheduler.milp import cpsat
from scheduler.milp.errors import MilpError, NoPoint, TooLarge, WrongAnswer, WrongVersion
from tests.tiny import tiny


@pytest.mark.parametrize(
    ("error", "told", "exit_code", "sentence"),
    [
        (TooLarge("large"), ModelTooLarge, 2, "cli.too_large"),
        (WrongAnswer("wrong"), Contradiction, 1, ""),
        (WrongVersion("old"), SchedulerError, 2, ""),
    ],
)
def test_every_error_has_its_exit_code_and_keeps_its_words(
    error: MilpError, told: type[SchedulerError], exit_code: int, sentence: str
) -> None:
    with pytest.raises(told) as raised, translated():
        raise error
    assert type(raised.value) is told
    assert str(raised.value) == str(error)
    assert (raised.value.exit_code, raised.value.sentence) == (exit_code, sentence)


def test_no_point_is_an_answer_and_stays() -> None:
    with pytest.raises(NoPoint), translated():
        raise NoPoint(proven=True)


def test_solve_raises_errors_of_this_program_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsat, "SOLVER_VERSION", "9.14.0")
    with pytest.raises(SchedulerError, match=r"ortools 9\.14\.0 is required"):
        solve(tiny())
