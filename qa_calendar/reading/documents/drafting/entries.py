"""What each record comes to: entries in months, or a remark that says why not; never in silence.

records ─▶ time of each (its own, the row's above, what stands over it) ─▶ entries
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qa_calendar.dates.months import spoken_with_year
from qa_calendar.model.draft import IMPORT, LEAVE_OUT, Answers, DraftActivity, DraftEntry, Kind, Question, Topic
from qa_calendar.reading.documents.drafting.marks import MarkRead, heads, placed, read_mark
from qa_calendar.reading.documents.drafting.pairing import lines_of, paired, said_of_pairs, taken_as_one
from qa_calendar.reading.documents.drafting.placing import (
    AsRequired,
    Dropped,
    Occasion,
    Open,
    Placed,
    Placement,
    place,
    read_time,
)
from qa_calendar.reading.documents.drafting.results import Context, Result
from qa_calendar.reading.documents.drafting.times import Time, Times, order_in
from qa_calendar.reading.documents.drafting.wording import (
    is_conditional,
    is_no_work,
    is_put_off,
    is_standing,
    is_to_be_decided,
    is_withdrawn,
    may_be_several,
    repeats_above,
    titles_in,
)
from qa_calendar.reading.documents.drafting.workers import Naming, with_company
from qa_calendar.reading.documents.tables.columns import days_in, has_days
from qa_calendar.reading.documents.tables.headings import Meaning
from qa_calendar.reading.documents.tables.records import Mark, Record, Written
from qa_calendar.reading.documents.tables.survey import Group
from qa_calendar.reading.documents.when import InMonths, Often, OnDay, Timing, Undated, Why, is_tick, period_in_title


def enter(group: Group, context: Context, result: Result) -> None:
    """Enter every record of *group*."""
    reader = _Entering(group, context, result)
    for record in (*group.records, *answered_rows(group, context.answers)):
        reader.record(record)
    reader.finish()


def answered_rows(group: Group, answers: Answers) -> list[Record]:
    """Rows of which no time is marked, but how often they say they are was answered."""
    unmarked = [record for part in group.parts for record, _ in part.unmarked]
    return [one for one in unmarked if one.flat(Meaning.OFTEN) and answers.to(Topic.WHEN, one.flat(Meaning.OFTEN))]


class _Entering:
    def __init__(self, group: Group, context: Context, result: Result) -> None:
        self.group, self.context, self.result = group, context, result
        self.order, sentence = order_in(group)
        if sentence:
            result.say(Kind.DECIDED, group.tables[0].place, sentence)
        self.times = Times(group, self.order)
        self.empty: list[Record] = []
        self.status: dict[str, None] = {}
        self.last = ""
        self.has_days = any(map(has_days, group.tables))
        self.first = context.programme.months[0]
        self.alone = not group.has(Meaning.WORKERS, Meaning.PURPOSE, Meaning.MARKS)
        self.by_person = group.has(Meaning.MARKS) and not group.has(Meaning.ACTIVITY)
        self.naming = Naming(group, context, result)

    def record(self, record: Record) -> None:
        """Enter one record, or say why not."""
        if record.formulas and not is_no_work(record.flat(Meaning.ACTIVITY)):
            said = ", ".join(f"'{one.text}'" for one in record.formulas)
            text = f"{said}: a formula without a stored value is not understood ({record.quoted})"
            self.result.say(Kind.ASKED, record.formulas[0].place, text)
        own = self.times.next(record)
        if self._is_skipped(record, own):
            return
        if pairs := paired(record, self.context.people):
            self._say(Kind.DECIDED, record, said_of_pairs(pairs))
            for title, alone in pairs:
                self._enter(alone, title, own, several=True)
            return
        titles = self._titles(record)
        if not titles:
            self._without_title(record, own)
            return
        if record.joined:
            rest = ", ".join(record.joined)
            self._say(Kind.DECIDED, record, f"{titles[0]}: goes on in {rest}, which is joined to it")
        for title in titles:
            self._enter(record, title, own, several=len(titles) > 1)

    def finish(self) -> None:
        """Say what is said once of many rows."""
        rows = self.empty
        if len(rows) > 3:
            text = f"{len(rows)} rows that name a time and no activity, up to {rows[-1].place}: {rows[0].quoted}"
            self.result.say(Kind.SKIPPED, rows[0].place, text)
        else:
            for row in rows:
                self._say(Kind.SKIPPED, row, f"no activity: {row.quoted}")
        if self.status:
            said = ", ".join(self.status)
            self.result.say(Kind.DECIDED, self.group.tables[0].place, f"how work stands is not taken over: {said}")

    def _say(self, kind: Kind, record: Record, text: str, question: Question | None = None) -> None:
        self.result.say(kind, record.place, text, question)

    def _titles(self, record: Record) -> tuple[str, ...]:
        if self.by_person and record.mark:
            return () if is_tick(record.mark.said.flat) else titles_in(record.mark.said.text, alone=True)
        text = record.text(Meaning.ACTIVITY)
        titles = titles_in(text, alone=self.alone or self.naming.are_titles(text))
        if len(titles) == 1 and len(lines_of(text)) > 1 and (said := taken_as_one(text)):
            self._say(Kind.DECIDED, record, said)
        return titles

    # What is no work

    def _is_skipped(self, record: Record, own: Time | None) -> bool:
        answered = self.context.answers.to(Topic.ROWS, record.quoted)
        if answered == (LEAVE_OUT,):
            self._say(Kind.SKIPPED, record, f"left out, as was answered: {record.quoted}")
            return True
        if record.struck:
            self._say(Kind.SKIPPED, record, f"crossed out, and left out: {record.quoted}")
            return True
        status = record.flat(Meaning.STATUS) or _status_in(record.flat(Meaning.WORKERS))
        if status and is_withdrawn(status):
            self._say(Kind.SKIPPED, record, f"{status}, so it is left out: {record.quoted}")
            return True
        if status and is_put_off(status) and answered != (IMPORT,):
            self._ask_row(record, f"'{status}': until when? It is left out: {record.quoted}")
            return True
        if status:
            self.status[status] = None
        if own and not own.inherited and isinstance(own.timing, Undated) and own.timing.why is Why.CANCELLED:
            self._say(Kind.SKIPPED, record, f"cancelled, so it is left out: {record.quoted}")
            self.times.forget()
            return True
        return False

    def _without_title(self, record: Record, own: Time | None) -> None:
        others = [
            meaning for meaning in record.fields if meaning not in (Meaning.WHEN, Meaning.BAND, Meaning.REFERENCE)
        ]
        if record.mark is not None:
            self._say(
                Kind.ASKED, record, f"{record.mark.said.flat} under {heads(record.mark)}: no activity: {record.quoted}"
            )
        elif own and not own.inherited and not others:
            self.empty.append(record)
        elif is_no_work(record.quoted.rpartition("|")[2].strip()) or not record.quoted:
            self._say(Kind.SKIPPED, record, f"no activity: {record.quoted}")
        else:
            self._say(Kind.ASKED, record, f"names no activity: {record.quoted}")

    # An entry

    def _enter(self, record: Record, written: str, own: Time | None, *, several: bool) -> None:
        if is_no_work(written):
            self._say(Kind.SKIPPED, record, f"'{written}' is no work: {record.quoted}")
            return
        if (why := self._doubtful(written)) and self.context.answers.to(Topic.ROWS, record.quoted) != (IMPORT,):
            self._ask_row(record, f"'{written}' {why}: {record.quoted}")
            return
        title, company = self.naming.without_company(record, written)
        title, behind = self.naming.without_worker(title)
        found = period_in_title(title)
        bare, period, shown = found or (title, None, None)
        meant = self.context.answers.to(Topic.ACTIVITIES, bare)
        if meant == (LEAVE_OUT,):
            self._say(Kind.SKIPPED, record, f"left out, as was answered: {record.quoted}")
            return
        name = self.context.titles.of(bare, meant[0] if meant else None)
        if may_be_several(bare) and not several:
            self._say(Kind.ASKED, record, f"'{bare}' may be two pieces of work; it is taken as one")
        if is_standing(bare):
            text = f"{bare}: is it a standing item at every meeting? Those in the table are taken"
            self._say(Kind.ASKED, record, text)
        self.last = name
        self.result.activities.setdefault(name, DraftActivity(title=name))
        if shown and self.result.activities[name].shown_as is None:
            self.result.activities[name] = replace(self.result.activities[name], shown_as=shown)
        entry = DraftEntry(
            month=self.first,
            activity=name,
            purpose=record.flat(Meaning.PURPOSE),
            period=record.flat(Meaning.PERIOD) or period,
            theme=record.flat(Meaning.THEME) or None,
            details=() if self.by_person else _details(record),
            place=record.place,
        )
        entry = self.naming.with_those_behind(record, entry, behind)
        if record.mark is not None:
            self._enter_mark(record, entry, record.mark, company)
        else:
            self._enter_row(record, with_company(self.naming.by_row(record, entry), company), own)

    def _doubtful(self, written: str) -> str:
        """Why a title may well be no work; empty where nothing speaks against it."""
        above = f" ('{self.last}' stands above)" if self.last else ""
        doubts = (
            (is_to_be_decided, "names no activity yet"),
            (repeats_above, f"names no activity, but repeats one{above}"),
            (is_withdrawn, "seems not to take place, and is left out"),
            (is_conditional, "depends on a condition, and is left out"),
        )
        return next((why for is_so, why in doubts if is_so(written)), "")

    def _ask_row(self, record: Record, text: str) -> None:
        self._say(Kind.ASKED, record, text, Question(Topic.ROWS, record.quoted, (IMPORT, LEAVE_OUT)))

    def _enter_row(self, record: Record, entry: DraftEntry, own: Time | None) -> None:
        time = self.times.of(record, own)
        if time is None:
            self._unplaced(record, entry, Open(why="names no month", words=record.quoted))
            return
        self._report_often(record, entry, time)
        if time.said and time.said.rest and not time.inherited:
            self._say(Kind.DECIDED, record, f"{entry.activity}: '{time.words}': '{time.said.rest}' is not taken over")
        self._placed(
            record, entry, time.words, place(time.words, time.said, self.context.programme, self.context.answers)
        )

    def _placed(self, record: Record, entry: DraftEntry, words: str, found: Placement) -> None:
        match found:
            case Placed():
                for text in found.decided:
                    self._say(Kind.DECIDED, record, f"{entry.activity}: {text}")
                due = self._due(record, found)
                for occasion in found.occasions:
                    self.result.entries.append(_at(entry, occasion, due, recurs=found.every is not None))
                if found.every is not None:
                    known = self.result.activities[entry.activity]
                    self.result.activities[entry.activity] = replace(known, every=found.every, not_in=found.not_in)
                    count = len(found.occasions)
                    much = f"every {found.every}, on {count} days" if "week" in found.every else f"in {count} months"
                    self._say(Kind.DECIDED, record, f"{entry.activity}, {words}: {much} of the year")
            case Dropped(why):
                self._say(Kind.SKIPPED, record, f"{entry.activity}, {words}: {why} ({record.quoted})")
            case AsRequired():
                self.result.as_required.append(entry)
                text = f"{entry.activity}, {words}: has no date, and is listed as work as required ({record.quoted})"
                self._say(Kind.DECIDED, record, text)
            case Open():
                self._unplaced(record, entry, found)

    def _unplaced(self, record: Record, entry: DraftEntry, found: Open) -> None:
        words = f", {found.words}" if found.words != record.quoted else ""
        topic = Topic.WHEN if words else Topic.ROWS
        question = Question(topic, found.words, found.offers)
        self._say(Kind.ASKED, record, f"{entry.activity}{words}: {found.why}; when is it? ({record.quoted})", question)

    def _due(self, record: Record, found: Placed) -> date | None:
        words = record.flat(Meaning.DUE)
        if not words:
            return self._due_in_purpose(record, found)
        if not (self.group.has(Meaning.WHEN, Meaning.START) or record.mark):
            return None
        said = read_time(words, self.order)
        if said is None or not isinstance(said.timing, OnDay | InMonths):
            self._say(Kind.ASKED, record, f"'{words}' under 'due' is no day: {record.quoted}")
            return None
        if isinstance(said.timing, OnDay) and said.timing.year and (day := _day(said.timing)) is not None:
            return day
        placed = place(words, said, self.context.programme, self.context.answers)
        if not isinstance(placed, Placed) or len(placed.occasions) != 1:
            self._say(Kind.ASKED, record, f"'{words}' under 'due' is not in the year: {record.quoted}")
            return None
        only = placed.occasions[0]
        return only.on or only.due or only.month.last

    def _due_in_purpose(self, record: Record, found: Placed) -> date | None:
        """The deadline that a purpose ends with: `Return to the regulator, deadline 30 June`."""
        words = record.flat(Meaning.PURPOSE)
        said = read_time(words, self.order) if words and len(found.occasions) == 1 else None
        if said is None or not isinstance(said.timing, OnDay) or not said.timing.is_deadline:
            return None
        day = self.context.programme.day(said.timing)
        if day is not None:
            self._say(Kind.DECIDED, record, f"'{words}' names a deadline: due on {spoken_with_year(day)}")
        return day

    def _report_often(self, record: Record, entry: DraftEntry, time: Time) -> None:
        """Where a row says how often besides when, and the two do not agree, that is for a person."""
        words = record.flat(Meaning.OFTEN)
        if not words or words == time.words or record.mark:
            return
        said = read_time(words)
        if said is None or not isinstance(said.timing, Often):
            self._say(Kind.DECIDED, record, f"{entry.activity}: '{words}' is not taken over")
        elif said.timing.every not in ("year", "2 years", "3 years") and _is_single(time.timing):
            given = "one date given" if isinstance(time.timing, OnDay) else "one month named"
            text = f"{entry.activity}: '{words}', but {given} ({time.words}); when are the others?"
            self._say(Kind.ASKED, record, f"{text} List them in framework.yaml ({record.quoted})")

    # A mark under a time

    def _read_mark(self, record: Record, mark: Mark) -> MarkRead:
        has_lead = bool(record.flat(Meaning.WORKERS)) and not self.by_person
        return read_mark(mark, self.order, self.context.people, people=self.by_person, has_lead=has_lead)

    def _enter_mark(self, record: Record, entry: DraftEntry, mark: Mark, company: tuple[str, ...]) -> None:
        days = days_in(mark.said.flat) if self.has_days or not mark.said.flat.isdigit() else ()
        read = MarkRead(days=days) if days else self._read_mark(record, mark)
        words = f"{mark.said.flat} under {heads(mark)}"
        if read.open and (answered := place(mark.said.flat, None, self.context.programme, self.context.answers)):
            entry = self.naming.by_row(record, entry) if record.fields.get(Meaning.WORKERS) else entry
            if self.context.answers.to(Topic.WHEN, mark.said.flat):
                self._placed(record, entry, mark.said.flat, answered)
                return
            question = Question(Topic.WHEN, mark.said.flat)
            self._say(Kind.ASKED, record, f"{entry.activity}, {words}: {read.open} ({record.quoted})", question)
            return
        cells = [*record.fields.get(Meaning.WORKERS, ())]
        if read.theme:
            self._say(Kind.DECIDED, record, f"{entry.activity}, {words}: taken as what it is about")
        if read.unsure:
            text = f"{entry.activity}, {words}: is that who does it, or what it is about? ({record.quoted})"
            self._say(Kind.ASKED, record, text, Question(Topic.PEOPLE, read.unsure))
        if read.people:
            cells.append(Written(read.people, heads(mark), mark.said.place))
        entry = self.naming.by_cells(record, replace(entry, theme=read.theme or entry.theme), cells)
        entry = with_company(entry, company)
        found = placed(mark, read, words, self.context)
        self._placed(record, entry, mark.said.flat if read.when else heads(mark), found)


def _is_single(timing: Timing | None) -> bool:
    return isinstance(timing, OnDay) or (isinstance(timing, InMonths) and len(timing.months) == 1)


def _status_in(worker: str) -> str:
    """A status that stands where somebody would: `Postponed`, `Cancelled`."""
    return worker if is_withdrawn(worker) or is_put_off(worker) else ""


def _details(record: Record) -> tuple[tuple[str, str], ...]:
    said = record.fields.get(Meaning.DETAIL, ())
    return tuple((one.heading, one.flat) for one in said if one.flat and one.heading)


def _at(entry: DraftEntry, occasion: Occasion, due: date | None, *, recurs: bool) -> DraftEntry:
    return replace(
        entry,
        month=occasion.month,
        on=occasion.on,
        due=due if due is not None else occasion.due,
        rule=occasion.rule,
        recurs=recurs,
    )


def _day(said: OnDay) -> date | None:
    # Work may well be due after the year's end.
    try:
        return date(said.year or 1, said.month, said.day)
    except ValueError:
        return None
