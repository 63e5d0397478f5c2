"""One clerk with the forms of one file: fills them in, spoils them, and sends them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from scheduler.domain.problem import Problem
from scheduler.generator.chance import stream, weighted
from scheduler.generator.clerks import files, pasting, spoiling
from scheduler.generator.clerks.answers import Answer, Hand
from scheduler.generator.clerks.form import Form, Page, Row, level_names
from scheduler.generator.clerks.namesakes import Namesakes
from scheduler.generator.clerks.words import words_in
from scheduler.generator.outcome_recipe import FileKind, ReturnsRecipe
from scheduler.ledger.records import MADE, Told
from scheduler.results.columns import words_of

_OTHER_ENDING = 0.2
_ENDINGS = {"xlsx": "xls", "xls": "xlsx", "csv": "txt", "ods": "xlsx"}
"""The ending of another kind that a file may get."""


@dataclass(frozen=True)
class Expected:
    """What a perfect reader makes of a row."""

    told: Told
    may_ask: bool
    """Whether it may rightly ask instead of recording this."""


@dataclass(frozen=True)
class MadeUpReturn:
    """A file that a clerk sends, and what it tells."""

    name: str
    content: bytes
    area: str
    publications: tuple[str, ...]
    """Whose forms they are."""
    done: tuple[str, ...]
    """In what ways it is clumsy, sorted."""
    expected: tuple[Expected, ...]
    """What is to be recorded of it; rows without an answer are left out."""


@dataclass(frozen=True)
class Desk:
    """What all clerks have before them."""

    problem: Problem
    namesakes: Namesakes
    current: frozenset[str]
    """Ids of the visits that the newest publications plan."""
    planned: Mapping[str, Told]
    """What became of each planned visit, by id."""
    unplanned: Mapping[tuple[str, str], Sequence[Told]]
    """Visits that nobody planned, by area and month."""
    rates: ReturnsRecipe
    seed: int


def filled_in(desk: Desk, forms: Sequence[Form]) -> MadeUpReturn:
    """What a clerk sends back: the forms of an area, of one month or of several."""
    return _Clerk(desk, forms).sends()


class _Clerk:
    def __init__(self, desk: Desk, forms: Sequence[Form]):
        self.desk, self.forms, self.rates = desk, forms, desk.rates
        first = forms[0]
        self.draw: Random = stream(desk.seed, "clerk", first.area, first.month)
        self.kind: FileKind = weighted(self.draw, desk.rates.kinds)
        self.words = words_in(first.language)
        self.done: set[str] = {self.kind}
        self.copied = len(forms) > 1 or self.kind != "xlsx"
        """Whether the sheets are copied into a new file."""
        self.expected: list[Expected] = []
        self.together = self._together()
        """How several pages are pasted into one sheet; "" for not."""

    def sends(self) -> MadeUpReturn:
        if len(self.forms) > 1:
            is_one_area = self.forms[0].area == self.forms[1].area
            self.done.add("two_months" if is_one_area else "two_areas")
        for form in self.forms:
            self._fill(form)
        if self._now_and_then(self.rates.decomposed):
            self.done.add("decomposed")
            for page in self._pages():
                files.decompose(page.rows)
        name = self._name()
        content = self._content()
        return MadeUpReturn(
            name, content, self.forms[0].area, tuple(form.publication for form in self.forms),
            tuple(sorted(self.done)), tuple(self.expected),
        )  # fmt: skip

    def _now_and_then(self, share: float) -> bool:
        return self.draw.random() < share

    def _together(self) -> str:
        if len(self.forms) == 1 or not self._now_and_then(self.rates.one_sheet):
            return ""
        return self.draw.choice(("pasted_below", "pasted_beside"))

    def _pages(self) -> list[Page]:
        """The pages that are sent; a text file has one of each month."""
        return [
            page for form in self.forms for page in form.pages
            if self.kind != "csv" or not page.is_off_plan
        ]  # fmt: skip

    # -- rows --------------------------------------------------------------------------------------

    def _fill(self, form: Form) -> None:
        hand = self._hand(form)
        if any(one not in self.desk.current for one in form.visits):
            self.done.add("former_publication")
        answered: list[tuple[Answer, Row, str]] = []
        for own, (planned, row) in form.visits.items():
            draw = stream(self.desk.seed, "clerk", *planned.visit)
            if draw.random() < self.rates.forgotten:
                self.done.add("forgotten")
                continue
            answer = hand.planned(self.desk.planned[own], planned, draw)
            form.planned.put(row, answer.cells)
            answered.append((answer, row, own))
        self._spoil_rows(form, answered)
        last = list(form.visits.values())[-1][1]
        extra, on_planned_page = self._add_unplanned(form, last)
        names_alone = self._lose_ids(form)
        astray = set[str]() if names_alone else self._sort(form, answered)
        namesakes = self.desk.namesakes
        for answer, _, own in answered:
            unsure = names_alone and not namesakes.is_only_visit(form.visits[own][0])
            unsure = unsure or own in astray
            self._expect(replace(answer, may_ask=answer.may_ask or unsure))
        for answer in extra:
            told = answer.told
            unsure = names_alone and not namesakes.are_only_ones(told.cadre, told.branch)
            self._expect(replace(answer, may_ask=answer.may_ask or (unsure and on_planned_page)))
        self._spoil_columns(form)

    def _expect(self, answer: Answer) -> None:
        told = answer.told
        self.done |= answer.done
        if told.visit and told.visit not in self.desk.current:
            if told.status not in MADE and not answer.may_ask:
                return  # dropped since and not made: nothing
            told = replace(told, status="unplanned") if told.status in MADE else told
        self.expected.append(Expected(told, answer.may_ask))

    def _spoil_rows(self, form: Form, answered: list[tuple[Answer, Row, str]]) -> None:
        """Remove, repeat and part rows; those removed are taken out of ``answered``."""
        page, draw = form.planned, self.draw
        last = list(form.visits.values())[-1][1]
        if len(answered) > 1 and self._now_and_then(self.rates.rows_removed):
            gone = draw.randrange(len(answered))
            if answered[gone][1] is not last:
                self._changed("rows_removed")
                spoiling.remove(page, answered.pop(gone)[1])
        if answered and self._now_and_then(self.rates.rows_twice):
            self._write_twice(form, answered, draw.randrange(len(answered)))
        if answered and self._now_and_then(self.rates.blank_rows):
            self._changed("blank_rows")
            spoiling.put_blank_rows(page, [row for _, row, _ in answered], draw)

    def _write_twice(self, form: Form, answered: list[tuple[Answer, Row, str]], at: int) -> None:
        answer, row, own = answered[at]
        again = list(row)
        self._changed("row_twice")
        if self._now_and_then(0.5) and answer.told.status in ("attended", "missed"):
            other = "missed" if answer.told.status == "attended" else "attended"
            words = dict(zip(("attended", "missed"), words_of("statuses", form.language),
                             strict=False))  # fmt: skip
            again[form.planned.columns["status"]] = words[other]
            answered[at] = replace(answer, may_ask=True), row, own
            self.done.add("row_twice_differently")
        spoiling.insert_below(form.planned, row, again)

    def _add_unplanned(self, form: Form, last: Row) -> tuple[list[Answer], bool]:
        """Write down visits that nobody planned: on their own page, or below the ``last`` row of
        the planned ones; and whether it is there.
        """
        told = self.desk.unplanned.get((form.area, str(form.month)), ())
        if not told:
            return [], False
        off_plan = form.off_plan if self.kind != "csv" and self._now_and_then(0.5) else None
        page = off_plan or form.planned
        blank = [row for row in page.body if not any(row)] if off_plan else []
        if off_plan:
            self.done.add("unplanned_sheet")
        else:
            self._changed("rows_without_id")
        hand = self._hand(form)
        answers = []
        for one in told:
            draw = stream(self.desk.seed, "clerk", one.cadre, one.branch, one.date)
            answer = hand.unplanned(one, draw, with_status=off_plan is None)
            row = blank.pop(0) if blank else page.new_row()
            page.put(row, level_names(self.desk.problem, one.branch) | answer.cells)
            if not any(row is other for other in page.rows):
                last = page.rows[-1] if off_plan else last
                spoiling.insert_below(page, last, row)
                last = row
            answers.append(answer)
        return answers, off_plan is None

    def _hand(self, form: Form) -> Hand:
        return Hand(self.rates, form.language, self.desk.namesakes, self.kind == "csv")

    def _changed(self, what: str) -> None:
        """Something that leaves nothing in its place was done."""
        self.done.add(what)
        self.copied = True

    def _sort(self, form: Form, answered: Sequence[tuple[Answer, Row, str]]) -> set[str]:
        """Maybe sort the rows; gives the visits whose answers stand beside other ids then."""
        page, rows = form.planned, [row for _, row in form.visits.values()]
        rows = [row for row in rows if any(row is one for one in page.rows)]
        column = self.draw.choice(("cadre_name", "branch_name"))
        if self._now_and_then(self.rates.rows_sorted):
            self._changed("rows_sorted")
            spoiling.sort_rows(page, rows, column)
        elif "visit" in page.columns and self._now_and_then(self.rates.sorted_apart):
            self._changed("sorted_apart")
            astray = {id(row) for row in spoiling.sort_apart(page, rows, column)}
            return {own for _, row, own in answered if id(row) in astray}
        return set()

    # -- columns -----------------------------------------------------------------------------------

    def _lose_ids(self, form: Form) -> bool:
        """Maybe delete the columns of ids; whether only names are left."""
        if not self._now_and_then(self.rates.ids_lost):
            return False
        with_codes = self._now_and_then(0.5)
        self._changed("ids_and_codes_lost" if with_codes else "ids_lost")
        spoiling.lose_ids(form.planned, with_codes)
        return with_codes

    def _spoil_columns(self, form: Form) -> None:
        page, draw = form.planned, self.draw
        if self._now_and_then(self.rates.notes_below):
            self.done.add("notes_below")
            spoiling.write_below(page, self.words, draw)
        if self._now_and_then(self.rates.columns_added):
            self._changed("columns_added")
            spoiling.add_columns(page, self.words, draw)
        if self._now_and_then(self.rates.columns_moved):
            self._changed("columns_moved")
            spoiling.move_columns(page, draw)
        if self._now_and_then(self.rates.headings_changed):
            if self._now_and_then(0.5):
                self.done.add("headings_translated")
                spoiling.translate_headings(page, form.language)
            else:
                self.done.add("headings_renamed")
                spoiling.rename_headings(page, self.words, draw)
        rows = [row for _, row in form.visits.values() if any(row is one for one in page.rows)]
        if len(rows) > 1 and self._now_and_then(self.rates.headings_again):
            self._changed("headings_again")
            spoiling.repeat_headings(page, rows[:-1], draw)
        if self.kind == "xlsx":
            self._hide(page, rows)

    def _hide(self, page: Page, rows: Sequence[Row]) -> None:
        if self._now_and_then(self.rates.columns_hidden):
            self.done.add("columns_hidden")
            spoiling.hide_columns(page, self.draw)
        if self._now_and_then(self.rates.filtered) and not self.together:
            self.done.add("filtered")
            spoiling.filter_rows(page, rows, self.draw)
        if self._now_and_then(self.rates.protected):
            self.done.add("protected")
            page.is_protected = True

    # -- the file ----------------------------------------------------------------------------------

    def _name(self) -> str:
        form = self.forms[0]
        stem, ending = form.name.rpartition(".")[0], str(self.kind)
        if self._now_and_then(self.rates.renamed):
            self.done.add("renamed")
            pattern = self.draw.choice(self.words.list("files"))
            number = self.draw.randint(10000, 99999)
            stem = pattern.format(month=form.month.number, number=number, name=stem)
            if self._now_and_then(_OTHER_ENDING):
                self.done.add("other_ending")
                ending = _ENDINGS[self.kind]
        return f"{stem}.{ending}"

    def _pasted(self, pages: list[Page]) -> list[Page]:
        """The pages, those of planned visits in one sheet if they are pasted together."""
        if not self.together:
            return pages
        self.done.add(self.together)
        paste = pasting.below if self.together == "pasted_below" else pasting.beside
        planned = [page for page in pages if not page.is_off_plan]
        return [paste(planned), *(page for page in pages if page.is_off_plan)]

    def _content(self) -> bytes:
        pages = self._pasted(self._pages())
        if self.kind == "csv":
            content, how = files.csv_text(pages, self.draw)
            self.done.add(how)
            return content
        if self.kind == "xls":
            return files.xls_workbook(pages)
        if self.kind == "ods":
            return files.ods_workbook(pages)
        if self.copied:
            self.done.add("copied")
            return files.new_workbook(pages)
        return files.filled_workbook(self.forms[0].content, pages)


def by_area_and_month(problem: Problem, told: Iterable[Told]) -> dict[tuple[str, str], list[Told]]:
    """The visits that nobody planned, by the area of the level below the top and the month."""
    level = problem.settings.levels[1]
    found: dict[tuple[str, str], list[Told]] = {}
    for one in told:
        area = problem.territory.ancestor_at(problem.locality(one.branch), level) or ""
        found.setdefault((area, f"{one.date:%Y-%m}"), []).append(one)
    return found
