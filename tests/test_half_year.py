"""Half a year of runs, each mail held against an oracle that shares no code with the product.

`python tests/test_half_year.py` prints how many mails of each kind everybody had, and subjects as a phone shows them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import half_year as year
from half_year import BOSS, DAY, GEMMA, OMAR, Expected, Oracle
from mail_server import Box, mail_server
from workspaces import run

BEGINNINGS = {
    "reminder": ("Here is your QA work", "You have no "),
    "due": ("This is to remind you",),
    "overdue": ("This QA work ",),
    "digest": ("Here is the QA work of",),
    "news": ("Your coming QA work has changed", "Welcome to the QA work", "The team's coming QA work has changed"),
}
HEADINGS = {
    "OVERDUE": "overdue",
    "THIS WEEK": "this_week",
    "NEXT WEEK": "this_week",
    "COMING UP": "coming",
    "UNDER WAY AND COMING UP": "coming",
}
_HOURS = ((9,), (), (9, 15), (), (), (), (23,))
"""When there is a run whatever is due, by the day of the week; on Sundays in two months only."""

COVER = "staff_changes:\n  - {from: 2020-10-10, work_of: Ann Old, goes_to: Siân Hughes}\n"


@dataclass(frozen=True)
class Got:
    """A mail that the server took."""

    day: date
    hour: int
    person: str
    mail: EmailMessage

    @property
    def text(self) -> str:
        found = self.mail.get_body(("plain",))
        assert found is not None
        return str(found.get_content()).replace("\r\n", "\n").replace("’", "'")

    @property
    def kind(self) -> str:
        said = self.text.split("\n\n")[1]
        return next(kind for kind, ways in BEGINNINGS.items() if said.startswith(ways))


class Service:
    """The workspace, and what happens in it day by day."""

    def __init__(self, root: Path, box: Box) -> None:
        self.root, self.box = root, box
        root.mkdir()
        (root / "config.yaml").write_text(year.CONFIG.format(port=box.port), encoding="utf-8")
        (root / "framework.yaml").write_text(year.framework(), encoding="utf-8")

    def before(self, day: date) -> None:
        """What people do in the morning."""
        match day:
            case year.HANDED_OVER:
                self._edit("working_days:", f"{COVER}working_days:")
                self._edit("email: ann@example.gov.uk", "email: ann@example.gov.uk, until: 2020-10-09")
            case year.COVERED:
                cover = "from: 2020-11-01, until: 2020-11-30, work_of: Omar Khan, goes_to: Gemma O'Neill"
                self._edit(COVER, f"{COVER}  - {{{cover}}}\n")
            case year.CURLED:
                (self.root / "framework.yaml").write_text(year.framework(quote="’"), encoding="utf-8")
            case year.LISTED:
                listed = year.framework(year.SECOND_LOOK, quote="’")
                (self.root / "framework.yaml").write_text(listed, encoding="utf-8")
            case year.MOVED:
                moved = "activity: Dip Sample, month: December, move_to: 2020-12-10, because: leave"
                self._edit("reminders:", f"date_changes:\n  - {{{moved}}}\nreminders:")
            case year.MOVED_BACK:
                self._edit(re.search(r"date_changes:\n.*\n", self._config())[0], "")  # type: ignore[index]
            case _:
                self._later(day)

    def _later(self, day: date) -> None:
        match day:
            case year.REWORDED:
                (self.root / "templates").mkdir()
                text = "{{ work.purpose }}, as agreed\n"
                (self.root / "templates" / "event.description.j2").write_text(text, encoding="utf-8")
            case year.RENAMED:
                ended = self.do("rename", "Gemma O'Neill", "Gemma Stone", "--yes", "--today", str(day))
                assert ended.returncode == 0, ended.stderr
            case year.PUT_BACK:
                shutil.rmtree(self.root / "state")
                shutil.move(self.root / "kept", self.root / "state")
            case year.ASKED_AGAIN:
                ended = self.do("sent", "--resend", "Omar Khan", "--now", f"{day}T08:00", "--wait", "0")
                assert ended.returncode == 0, ended.stderr

    def after(self, day: date) -> None:
        """What people do in the evening: record what is done, keep a copy of the state."""
        for work in year.planned(day):
            if year.done_on(work) == day:
                title = work.title if day < year.CURLED else work.title.replace("'", "’")
                by = ("--month", f"{work.start:%Y-%m}", "--on", str(day), "--now", f"{day}T20:00")
                ended = self.do("done", title, *by)
                assert ended.returncode == 0, (work, ended.stderr)
        if day == year.KEPT:
            shutil.copytree(self.root / "state", self.root / "kept")

    def do(self, *argv: str) -> subprocess.CompletedProcess[str]:
        return run(*argv, cwd=self.root)

    def take(self, day: date, hour: int) -> list[Got]:
        found = [Got(day, hour, str(mail["To"].addresses[0].username), mail) for mail in self.box.mails()]
        self.box.taken.clear()
        return found

    def _config(self) -> str:
        return (self.root / "config.yaml").read_text(encoding="utf-8")

    def _edit(self, old: str, new: str) -> None:
        assert self._config().count(old) == 1, old
        (self.root / "config.yaml").write_text(self._config().replace(old, new), encoding="utf-8")


@dataclass(frozen=True)
class Run:
    """One run: what came of it, and what has to."""

    day: date
    got: list[Got]
    expected: list[Expected]
    code: int


def _hours(day: date, oracle: Oracle) -> tuple[int, ...]:
    """When there is a run on that day: to its hours, and wherever something happens or is due."""
    usual = _HOURS[day.weekday()] if day.weekday() < 5 or day.month in (9, 12) else ()
    happens = day in year.NEWS or day == year.PUT_BACK or day in year.SERVER_AWAY or deepcopy(oracle).run(day, 9)
    return usual or ((9,) if happens else ())


def half_a_year(folder: Path) -> Iterator[Run]:
    """Every run, in order."""
    now = {"day": year.FIRST}

    def decide(address: str) -> str:
        if now["day"] in year.SERVER_AWAY:
            return "busy"
        is_refused = address.startswith(OMAR) and year.REFUSED[0] <= now["day"] <= year.REFUSED[1]
        return "gone" if is_refused else "fine"

    with mail_server(decide) as box:
        service, oracle, kept = Service(folder / "a service", box), Oracle(), Oracle()
        day = year.FIRST
        while day <= year.LAST:
            now["day"] = day
            service.before(day)
            if day == year.PUT_BACK:
                refused = service.do("run", "--now", f"{day}T08:30", "--wait", "0")
                assert (refused.returncode, service.take(day, 8)) == (3, [])
                oracle = kept
            for hour in _hours(day, oracle):
                sure = ("--yes",) if day == year.PUT_BACK else ()
                ended = service.do("run", "--now", f"{day}T{hour:02d}:00", "--wait", "0", *sure)
                yield Run(day, service.take(day, hour), oracle.run(day, hour), ended.returncode)
            service.after(day)
            if day == year.KEPT:
                kept = deepcopy(oracle)
            day += DAY


def every_mail_is_due_and_every_due_mail_comes(runs: list[Run]) -> None:
    differ = [
        (str(one.day), "came", sorted(came.elements()), "missing", sorted(missing.elements()))
        for one in runs
        for came, missing in [_differing(one)]
        if came or missing
    ]

    assert differ == []
    assert sum(len(one.got) for one in runs) > 100


def _differing(one: Run) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    got = Counter((mail.person, mail.kind) for mail in one.got if mail.kind != "news")
    due = Counter((mail.person, mail.kind) for mail in one.expected)
    return got - due, due - got


def news_go_to_those_they_are_of_on_the_day(runs: list[Run]) -> None:
    told: dict[date, Counter[str]] = {}
    for one in runs:
        for mail in one.got:
            if mail.kind == "news":
                told.setdefault(one.day, Counter())[mail.person] += 1

    assert told == {day: Counter(people) for day, people in year.NEWS.items()}


def a_reminder_names_what_is_in_view_under_its_heading_with_its_days(runs: list[Run]) -> None:
    checked = 0
    for one in runs:
        views = {due.person: due.view for due in one.expected if due.kind in ("reminder", "digest")}
        for mail in one.got:
            if mail.kind in ("reminder", "digest"):
                found, wanted = headed(mail.text), views[mail.person]
                assert wanted is not None
                for heading in ("overdue", "this_week", "coming"):
                    works = getattr(wanted, heading)
                    said = Counter(titled(block) for block in found.get(heading, []))
                    assert said == Counter(work.title for work in works), (one.day, mail.person, heading)
                    for work in works:
                        dates = [year.spoken(work.start, one.day)] if work.due is None else []
                        dates += [year.spoken(work.due, one.day)] if work.due and work.due != work.start else []
                        blocks = [block for block in found[heading] if titled(block) == work.title]
                        assert any(all(when in block for when in dates) for block in blocks), (one.day, work)
                checked += 1
    assert checked > 60


def headed(text: str) -> dict[str, list[str]]:
    """The paragraphs under each heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for block in text.split("\n\n"):
        if block in HEADINGS:
            found[heading := HEADINGS[block]] = []
        elif block.isupper() or block.startswith(("If something", "WHAT CHANGED")):
            heading = ""
        elif heading and not block.startswith(("Not recorded", "Nothing ")):
            found[heading].append(block)
    return found


def titled(block: str) -> str:
    return block.split("\n", maxsplit=1)[0].split(" - ", maxsplit=1)[0]


def nobody_hears_outside_their_time_or_working_hours_and_one_mail_a_day_is_all(runs: list[Run]) -> None:
    a_day = Counter((one.day, mail.person) for one in runs for mail in one.got if mail.kind not in ("news", "digest"))

    assert max(a_day.values()) == 1
    for one in runs:
        for mail in one.got:
            assert mail.person == BOSS or year.is_here(mail.person, one.day)
            assert year.is_worked(one.day)
            assert 7 <= mail.hour < 19
    identities = Counter(str(mail.mail["Message-ID"]) for one in runs if one.day != year.PUT_BACK for mail in one.got)
    assert max(identities.values()) == 1


def who_covers_beside_an_own_share_is_told_both(runs: list[Run]) -> None:
    texts = [mail.text for one in runs for mail in one.got if mail.person == GEMMA and mail.kind == "reminder"]
    peer = [block for text in texts for block in text.split("\n\n") if block.startswith("Peer Audit\nIt is yours")]
    dip = [block for text in texts for block in text.split("\n\n") if block.startswith("Dip Sample\n")]

    assert peer
    assert all("It is yours, and you cover Omar Khan's part." in block for block in peer)
    assert dip
    assert all("You are covering this for Omar Khan." in block for block in dip)


def the_digest_tells_each_change_once_and_no_undoing_of_what_it_never_told(runs: list[Run]) -> None:
    changes = Counter(
        (line.partition(",")[0], mail.day)
        for one in runs
        for mail in one.got
        if mail.kind == "digest"
        for line in mail.text.splitlines()
        if line.startswith(("Reassigned: ", "Moved: ", "Covered for a time: ", "New: ", "Done"))
    )

    assert changes == {
        ("Reassigned: Old Audit", date(2020, 9, 28)): 2,
        ("New: Second Look", date(2020, 10, 19)): 2,
        ("Covered for a time: Dip Sample", date(2020, 10, 26)): 1,
        ("Covered for a time: Peer Audit", date(2020, 10, 26)): 1,
    }


def a_month_of_refusals_asks_nobody_for_anything_once_he_can_be_reached(runs: list[Run]) -> None:
    rita_has_no_address = 3
    refused = {one.code for one in runs if year.REFUSED[0] + 4 * DAY <= one.day <= year.REFUSED[1]}

    assert refused == {3}
    assert {one.code for one in runs} <= {0, rita_has_no_address}


def what_a_phone_shows_of_a_subject_says_something(runs: list[Run]) -> None:
    for one in runs:
        for mail in one.got:
            begins = str(mail.mail["Subject"])[:40]
            assert re.search(r"\d|Audit|Sample|Panel|Review|Look|Annual", begins), begins


def test_each_mail_of_half_a_year_is_as_the_oracle_has_it(tmp_path: Path) -> None:
    runs = list(half_a_year(tmp_path))

    every_mail_is_due_and_every_due_mail_comes(runs)
    news_go_to_those_they_are_of_on_the_day(runs)
    a_reminder_names_what_is_in_view_under_its_heading_with_its_days(runs)
    nobody_hears_outside_their_time_or_working_hours_and_one_mail_a_day_is_all(runs)
    who_covers_beside_an_own_share_is_told_both(runs)
    the_digest_tells_each_change_once_and_no_undoing_of_what_it_never_told(runs)
    a_month_of_refusals_asks_nobody_for_anything_once_he_can_be_reached(runs)
    what_a_phone_shows_of_a_subject_says_something(runs)


def report() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        mails = [mail for one in half_a_year(Path(folder)) for mail in one.got]
    counts = Counter((mail.person, mail.kind) for mail in mails)
    kinds = list(BEGINNINGS)
    print(f"{'':8}{''.join(f'{kind:>10}' for kind in kinds)}{'all':>10}")
    for person in (*year.PEOPLE, BOSS):
        row = [counts[person, kind] for kind in kinds]
        print(f"{person:8}{''.join(f'{count:10}' for count in row)}{sum(row):10}")
    print(f"{len(mails)} mails")
    for subject in list(dict.fromkeys(str(mail.mail["Subject"])[:40] for mail in mails))[:20]:
        print(f"  {subject}")


if __name__ == "__main__":
    report()
