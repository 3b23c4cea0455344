"""What doctor says of the bytes of a feed: a good one, each rule broken by one small change, and any bytes at all."""

from __future__ import annotations

import inspect
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_feeds import AUDIT, KARA, KELDA, MEETING, OPTIONS, PROGRESS, render

from qa_calendar.model import FeedOptions, Method
from qa_calendar.rendering import fitness
from qa_calendar.rendering.fitness import CONTENTS, SERVING, compare, examine, examine_visit
from qa_calendar.rendering.fitness.answers import Answer, Hop, Reach, Visit
from qa_calendar.rendering.fitness.findings import FEW, MUST, SHOULD, Level, Rule, masked
from qa_calendar.rendering.fitness.lines import MOST_BYTES

PAGE = (Path(__file__).parent.parent / "docs" / "doctor.md").read_text(encoding="utf-8")
GOOD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Feed//EN
NAME:Audits
X-WR-CALNAME:Audits
X-PUBLISHED-TTL:PT6H
REFRESH-INTERVAL;VALUE=DURATION:PT6H
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19700329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:audit@example.org
DTSTAMP:20200330T081500Z
LAST-MODIFIED:20200330T081500Z
SEQUENCE:0
DTSTART;VALUE=DATE:20200401
DTEND;VALUE=DATE:20200501
SUMMARY:Care Plan Audit
DESCRIPTION:Due: 30 April\\, then closed
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
BEGIN:VEVENT
UID:meeting@example.org
DTSTAMP:20200330T081500Z
LAST-MODIFIED:20200330T081500Z
SEQUENCE:0
DTSTART;TZID=Europe/London:20200512T143000
DTEND;TZID=Europe/London:20200512T160000
SUMMARY:Peer Audit
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def found(feed: str | bytes) -> set[tuple[str, Level]]:
    """The rules that *feed* breaks, with the levels."""
    raw = feed if isinstance(feed, bytes) else feed.encode()
    return {(one.rule, one.level) for one in examine(raw)}


def test_a_good_feed_has_no_findings() -> None:
    assert examine(GOOD.encode()) == ()


@pytest.mark.parametrize("options", [OPTIONS, FeedOptions(team_name="T", method=Method.PUBLISH)])
def test_every_feed_of_ours_is_clean(options: FeedOptions) -> None:
    feeds = render(AUDIT, MEETING, PROGRESS, people=(KELDA, KARA), options=options)

    # An alarm is there only where config.yaml asks for it.
    assert {name: found(raw) - {("alarm", SHOULD)} for name, raw in feeds.items()} == {name: set() for name in feeds}
    assert compare(feeds) == ()


BROKEN = {
    "version missing": ("VERSION:2.0\r\n", "", "version", MUST),
    "version 1": ("VERSION:2.0", "VERSION:1.0", "version", MUST),
    "another calscale": ("VERSION:2.0", "VERSION:2.0\r\nCALSCALE:HEBREW", "calscale", MUST),
    "an invitation": ("VERSION:2.0", "VERSION:2.0\r\nMETHOD:REQUEST", "method", MUST),
    "a cancellation": ("VERSION:2.0", "VERSION:2.0\r\nMETHOD:CANCEL", "method", MUST),
    "no prodid": ("PRODID:-//Example//Feed//EN\r\n", "", "prodid", SHOULD),
    "a versioned prodid": ("//Feed//", "//Feed 2.13.1//", "prodid", SHOULD),
    "no name": ("X-WR-CALNAME:Audits\r\n", "", "name", SHOULD),
    "refresh without a kind": ("INTERVAL;VALUE=DURATION", "INTERVAL", "refresh", SHOULD),
    "refresh of no duration": ("TTL:PT6H", "TTL:6 hours", "refresh", SHOULD),
    "no uid": ("UID:audit@example.org\r\n", "", "uid", MUST),
    "a long uid": ("UID:audit", "UID:" + "audit\r\n " * 50, "uid", MUST),
    "a uid in letters of another script": ("UID:audit", "UID:überprüfung", "uid", MUST),
    "the same uid twice": ("UID:meeting", "UID:audit", "uid-twice", MUST),
    "the date in the uid": ("UID:audit", "UID:audit-20200401", "uid-date", SHOULD),
    "no dtstamp": ("DTSTAMP:20200330T081500Z\r\n", "", "dtstamp", MUST),
    "dtstamp not in utc": ("DTSTAMP:20200330T081500Z", "DTSTAMP:20200330T081500", "dtstamp", MUST),
    "no dtstart": ("DTSTART;VALUE=DATE:20200401\r\n", "", "dtstart", MUST),
    "no summary": ("SUMMARY:Peer Audit\r\n", "", "summary", MUST),
    "no sequence": ("SEQUENCE:0\r\n", "", "revision", SHOULD),
    "a sequence that is none": ("SEQUENCE:0", "SEQUENCE:first", "revision", MUST),
    "last-modified not in utc": ("MODIFIED:20200330T081500Z", "MODIFIED:20200330T081500", "revision", SHOULD),
    "two summaries": ("SUMMARY:Peer Audit", "SUMMARY:Peer Audit\r\nSUMMARY:Other", "repeated", MUST),
    "an organizer": ("SEQUENCE:0", "SEQUENCE:0\r\nORGANIZER:mailto:kara@example.org", "meeting", MUST),
    "an attendee": ("SEQUENCE:0", "SEQUENCE:0\r\nATTENDEE;CN=K:mailto:kara@example.org", "meeting", MUST),
    "class as protection": ("SEQUENCE:0", "SEQUENCE:0\r\nCLASS:PRIVATE", "class", MUST),
    "cancelled": ("SEQUENCE:0", "SEQUENCE:0\r\nSTATUS:CANCELLED", "cancelled", MUST),
    "busy all day": ("TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n", "", "busy", MUST),
    "free and busy": ("STATUS:FREE", "STATUS:BUSY", "busy", MUST),
    "no busystatus": ("X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n", "", "busy", SHOULD),
    "an alarm": ("END:VEVENT", "BEGIN:VALARM\r\nACTION:AUDIO\r\nEND:VALARM\r\nEND:VEVENT", "alarm", SHOULD),
    "an impossible date": ("DATE:20200401", "DATE:20200431", "dates", MUST),
    "a date as people write it": ("DATE:20200401", "DATE:2020-04-01", "dates", MUST),
    "an impossible time": ("20200512T143000", "20200512T253000", "dates", MUST),
    "before Outlook's time": ("DATE:20200401", "DATE:12000401", "dates", MUST),
    "a day that does not say so": ("DTSTART;VALUE=DATE:20200401", "DTSTART:20200401", "date-value", MUST),
    "a last day in place of the day after": ("DATE:20200501", "DATE:20200401", "end", MUST),
    "an end before the start": ("20200512T160000", "20200512T140000", "end", MUST),
    "an end of another kind": ("DTEND;VALUE=DATE:20200501", "DTEND:20200501T000000Z", "end", MUST),
    "an end and a duration": ("DTEND;VALUE=DATE", "DURATION:P1D\r\nDTEND;VALUE=DATE", "end", MUST),
    "all day without an end": ("DTEND;VALUE=DATE:20200501\r\n", "", "all-day-end", SHOULD),
    "floating": ("DTSTART;TZID=Europe/London:", "DTSTART:", "floating", MUST),
    "utc with a zone": ("20200512T143000", "20200512T143000Z", "zone-twice", MUST),
    "an unknown zone": ("DTSTART;TZID=Europe/London", "DTSTART;TZID=Europe/Londn", "zone-missing", MUST),
    "a zone of dates": ("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RDATE:20200329T010000", "zone-rdates", MUST),
    "a zone that ends": ("BYMONTH=3;BYDAY=-1SU", "BYMONTH=3;BYDAY=-1SU;UNTIL=20201231T000000Z", "zone-ends", MUST),
    "a zone without its offset": ("TZOFFSETTO:+0100\r\n", "", "zone-form", MUST),
    "a zone with its history": (
        "BEGIN:DAYLIGHT",
        "BEGIN:STANDARD\r\nDTSTART:19680101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT",
        "zone-history",
        SHOULD,
    ),
    "a zone without a name": ("TZID:Europe/London\r\n", "", "zone-form", MUST),
    "a zone that is there twice": (
        "BEGIN:VEVENT",
        "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT",
        "zone-form",
        MUST,
    ),
    "a zone without a change": ("BEGIN:STANDARD\r\nDTSTART:19701025T020000", "BEGIN:STANDARD", "zone-form", MUST),
    "an event outside": ("BEGIN:VCALENDAR", "BEGIN:VEVENT\r\nEND:VEVENT\r\nBEGIN:VCALENDAR", "calendar", MUST),
    "an exception that is no date": ("SEQUENCE:0", "SEQUENCE:0\r\nEXDATE:20200401T000000Z,soon", "dates", MUST),
    "an unescaped comma": ("Care Plan Audit", "Care Plan, Audit", "escaping", MUST),
    "a backslash that escapes nothing": ("Care Plan Audit", "Care\\Plan", "escaping", MUST),
    "a backslash": ("Care Plan Audit", "C:\\\\notes", "backslash", SHOULD),
    "an empty property": ("SEQUENCE:0", "SEQUENCE:0\r\nLOCATION:", "empty-property", SHOULD),
    "a secret link": (
        "Due: 30 April",
        "https://qa.example.org/4k2j5h6g7f3d2s5a\r\n 4k2j5h6g/qa-kara.ics",
        "secret-link",
        MUST,
    ),
    "a link that Outlook does not show": ("SEQUENCE:0", "SEQUENCE:0\r\nURL:https://a.example/", "description", SHOULD),
    "a description for some": (
        "SUMMARY:Peer Audit",
        "SUMMARY:Peer Audit\r\nX-ALT-DESC;FMTTYPE=text/html:<b>Go</b>",
        "description",
        SHOULD,
    ),
    "out of order": (
        "DATE:20200401\r\nDTEND;VALUE=DATE:20200501",
        "DATE:20210401\r\nDTEND;VALUE=DATE:20210501",
        "order",
        SHOULD,
    ),
    "a control character": ("Care Plan", "Care\x0bPlan", "control-characters", MUST),
    "a line separator": ("Care Plan", "Care\u2028Plan", "control-characters", MUST),
    "a line break in a text": ("Care Plan", "Care\r\nPlan", "line-syntax", MUST),
    "an empty line": ("SEQUENCE:0\r\n", "SEQUENCE:0\r\n\r\n", "line-syntax", MUST),
    "a parameter without a value": ("SUMMARY:Care", "SUMMARY;LANGUAGE:Care", "line-syntax", MUST),
    "a line without CR": ("SEQUENCE:0\r\n", "SEQUENCE:0\n", "line-ends", MUST),
    "a long line": ("Care Plan Audit", "Care " * 20, "folding", MUST),
    "no end of the event": ("END:VEVENT\r\nBEGIN", "BEGIN", "whole", MUST),
    "an end too many": ("END:VEVENT\r\nBEGIN", "END:VEVENT\r\nEND:VEVENT\r\nBEGIN", "whole", MUST),
    "something behind the calendar": ("END:VCALENDAR\r\n", "END:VCALENDAR\r\nX-MORE:1\r\n", "calendar", MUST),
    "a recurrence nobody can read": ("SEQUENCE:0", "SEQUENCE:0\r\nRRULE:FREQ=SOMETIMES", "parser", MUST),
}


@pytest.mark.parametrize(("old", "new", "rule", "level"), BROKEN.values(), ids=BROKEN)
def test_one_change_is_found(old: str, new: str, rule: str, level: Level) -> None:
    assert old in GOOD

    assert (rule, level) in found(GOOD.replace(old, new, 1))


RAW = {
    "nothing": (b"", "calendar"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "calendar"),
    "something else": (b"id,title\r\n1,Audit\r\n", "calendar"),
    "a byte order mark": (b"\xef\xbb\xbf" + GOOD.encode(), "bom"),
    "latin 1": (GOOD.replace("Care", "Caf\xe9").encode("latin-1"), "utf-8"),
    "utf 16": (GOOD.encode("utf-16"), "utf-8"),
    "cut off": (GOOD.encode()[:-200], "whole"),
    "no last line end": (GOOD.encode()[:-2], "line-ends"),
    "two calendars": (GOOD.encode() * 2, "calendar"),
    "a split character": (
        GOOD.replace("Care", "Caf\xe9").encode().replace(b"\xc3\xa9", b"\xc3\r\n \xa9"),
        "split-character",
    ),
    "no events": (re.sub("BEGIN:VEVENT.*END:VEVENT\r\n", "", GOOD, flags=re.DOTALL).encode(), "empty"),
    "too deep": (b"BEGIN:VCALENDAR\r\n" * 20, "whole"),
    "too large": (b" " * (MOST_BYTES + 1), "size"),
    "too many lines": (b"\n" * 700_000, "size"),
}


@pytest.mark.parametrize(("raw", "rule"), RAW.values(), ids=RAW)
def test_broken_bytes_are_found(raw: bytes, rule: str) -> None:
    assert (rule, MUST) in found(raw)


def test_utf8_that_is_only_folded_wrong_is_utf8() -> None:
    assert "utf-8" not in {rule for rule, _ in found(RAW["a split character"][0])}


def test_a_finding_says_where_why_and_what_to_do() -> None:
    (finding,) = examine(GOOD.replace("DATE:20200501", "DATE:20200401").encode())

    assert (finding.rule, finding.level, finding.place) == ("end", MUST, "line 23, UID audit@example.org")
    assert finding.what == "it starts on 20200401 and ends on 20200401"
    assert "day after its last" in finding.why
    assert finding.cure.startswith("write the last day + 1")


def test_what_is_wrong_everywhere_is_said_a_few_times_and_counted() -> None:
    ends = [one for one in examine(GOOD.replace("\r\n", "\n").encode()) if one.rule == "line-ends"]

    assert len(ends) == FEW + 1
    assert ends[-1].what == f"the same in {GOOD.count(chr(10)) - FEW} more places"


def test_the_worst_comes_first() -> None:
    levels = [one.level for one in examine(GOOD.replace("SEQUENCE:0\r\n", "").replace("Care Plan", "a,b").encode())]

    assert levels == [MUST, SHOULD, SHOULD]


def test_a_series_may_have_changed_occurrences() -> None:
    master = "UID:meeting@example.org\r\nRRULE:FREQ=WEEKLY;COUNT=3"
    changed = GOOD.replace("UID:meeting@example.org", master).replace(
        "END:VCALENDAR",
        "BEGIN:VEVENT\r\nUID:meeting@example.org\r\nRECURRENCE-ID;TZID=Europe/London:20200519T143000\r\n"
        "DTSTAMP:20200330T081500Z\r\nLAST-MODIFIED:20200330T081500Z\r\nSEQUENCE:0\r\n"
        "DTSTART;TZID=Europe/London:20200520T143000\r\nSUMMARY:Peer Audit\r\nEND:VEVENT\r\nEND:VCALENDAR",
    )

    assert found(changed) == set()


def test_nothing_that_a_stranger_wrote_steers_the_terminal() -> None:
    (finding, *_) = examine(GOOD.replace("UID:audit", "UID:\x1b[2J\u202eaudit").encode())

    assert all(part.isprintable() for one in [finding] for part in (one.place, one.what))


def test_feeds_that_say_different_things_of_one_event_are_found() -> None:
    other = GOOD.replace("SUMMARY:Care Plan Audit", "SUMMARY:Care Plan Audit - Kara")
    busy = GOOD.replace("X-MICROSOFT-CDO-BUSYSTATUS:FREE", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY")

    assert [one.rule for one in compare({"a.ics": GOOD.encode(), "b.ics": other.encode()})] == ["one-thing"]
    assert compare({"a.ics": GOOD.encode(), "b.ics": busy.encode()}) == ()


HARMLESS = {
    "a link": ("Due: 30 April", "https://qa.example/QA-Kelda-2020-21.ics"),
    "a link said twice": (
        "DESCRIPTION:Due",
        "URL:https://a.example/?a,b\r\nDESCRIPTION:https://a.example/?a\\,b\r\n  Due",
    ),
    "a list of periods": ("SEQUENCE:0", "SEQUENCE:0\r\nRDATE;VALUE=PERIOD:20200501T090000Z/PT1H"),
    "a quoted parameter": ("SUMMARY:Care", 'SUMMARY;ALTREP="cid:a;b:c,d";LANGUAGE=en:Care'),
    "escaped text": ("Care Plan", "Care\\; Plan\\, and\\nmore\\N"),
    "no daylight saving": (
        GOOD[GOOD.index("BEGIN:DAYLIGHT") : GOOD.index("BEGIN:STANDARD")],
        "",
    ),
    "two zones": ("DTEND;TZID=Europe/London:20200512T160000", "DTEND:20200512T150000Z"),
    "a leap second": ("DTSTAMP:20200330T081500Z", "DTSTAMP:20161231T235960Z"),
    "a duration": ("DTEND;VALUE=DATE:20200501", "DURATION:P30D"),
    "a fold that splits no character": ("Care Plan", "Caf\r\n \u00e9 Plan"),
}


@pytest.mark.parametrize(("old", "new"), HARMLESS.values(), ids=HARMLESS)
def test_what_is_right_is_not_remarked_on(old: str, new: str) -> None:
    assert old in GOOD

    assert found(GOOD.replace(old, new, 1)) == set()


def test_the_parser_does_not_talk_to_whoever_reads_this() -> None:
    # It warns of such a name, and a warning is an error here.
    feed = GOOD.replace("Europe/London", "/example.org/20070129_1/Europe/London")

    assert found(feed) == set()


def test_a_long_feed_is_read_without_a_second_opinion() -> None:
    begin, end = GOOD.index("BEGIN:VEVENT"), GOOD.index("END:VCALENDAR")
    events = "".join(GOOD[begin:end].replace("UID:", f"UID:{number:04}-") for number in range(1000))

    assert found(GOOD[:begin] + events + GOOD[end:]) == {("order", SHOULD)}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://qa.example.gov.uk/btcjslbpwzxnmvcbeknqpnhycfozsjqd/qa-a.ics", "https://qa.example.gov.uk/…/qa-a.ics"),
        ("https://kara:pw@qa.example.org/feeds/team.ics", "https://qa.example.org/feeds/team.ics"),
        ("https://qa.example.org/4k2j5h6g7f3d2s5a4k2j/qa-kara.ics", "https://qa.example.org/…/qa-kara.ics"),
        ("https://qa.example.org/f/4k2j5h6g7f3d2s5a4k2j.ics", "https://qa.example.org/f/….ics"),
        ("https://qa.example.org/0b54ef8a-31c1-4dd5-9f4e-2f0a6c1d7e11/a.ics", "https://qa.example.org/…/a.ics"),
        ("https://qa.example.org/private-Xk3_9aZ-qP7rT2-w/a.ics", "https://qa.example.org/…/a.ics"),
        (
            "https://qa.example.org/quality-assurance-2020-2021.ics",
            "https://qa.example.org/quality-assurance-2020-2021.ics",
        ),
        ("https://qa.example.org/feed.ics?key=abc", "https://qa.example.org/feed.ics?…"),
    ],
)
def test_a_secret_is_masked(address: str, shown: str) -> None:
    assert masked(address) == shown


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    examine(raw)
    examine(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + raw)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good feed with a few stretches of it replaced."""
    raw = GOOD.encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        length = draw(st.integers(0, 30))
        piece = draw(
            st.one_of(st.binary(max_size=12), st.sampled_from([b"\r\n", b":", b";", b'"', b"\\", b"END:VEVENT\r\n"]))
        )
        raw = raw[:start] + piece + raw[start + length :]
    return raw


@settings(max_examples=200)
@given(mutated())
def test_no_damage_to_a_feed_makes_it_raise(raw: bytes) -> None:
    for one in examine(raw):
        assert one.place.isprintable()
        assert one.what.isprintable()


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(["Content-Type", "ETag", "Cache-Control", "Content-Encoding", "Location", "Last-Modified"]),
        st.text(max_size=30),
    ),
    st.binary(max_size=60),
    st.text(max_size=40),
    st.sampled_from([0, 200, 302, 304, 404]),
)
def test_no_answer_makes_it_raise(headers: dict[str, str], body: bytes, address: str, status: int) -> None:
    first = Answer(status=200, headers=tuple(headers.items()), body=body)
    other = Answer(status=status, headers=tuple(headers.items()), body=body[:9])
    visit = Visit(
        address=address,
        reach=Reach.ANYWHERE,
        first=first,
        hops=(Hop(status=302, to=address),),
        again=other,
        head=other,
        squeezed=other,
        known=other,
        since=other,
        other=other,
        parents=(other,),
        stranger=other,
    )

    assert all(one.what.isprintable() for one in examine_visit(visit, "qa.example.org"))


@settings(max_examples=50)
@given(st.dates(date(1700, 1, 1), date(4000, 1, 1)), st.integers(1, 400))
def test_a_whole_span_of_days_is_never_remarked_on(start: date, days: int) -> None:
    first, after = (day.isoformat().replace("-", "") for day in (start, start + timedelta(days)))
    feed = GOOD.replace("DATE:20200401", f"DATE:{first}").replace("DATE:20200501", f"DATE:{after}")

    assert found(feed) - {("order", SHOULD)} == set()


def test_every_rule_is_in_the_table_and_its_own() -> None:
    modules = [module for _, module in inspect.getmembers(fitness, inspect.ismodule)]
    written = {one for module in (fitness, *modules) for _, one in inspect.getmembers(module) if isinstance(one, Rule)}

    assert written == {*CONTENTS, *SERVING}
    assert len({rule.id for rule in written}) == len(written)


def test_every_rule_of_the_contents_is_broken_by_some_feed() -> None:
    broken = {rule for _, _, rule, _ in BROKEN.values()} | {rule for _, rule in RAW.values()} | {"one-thing"}

    assert {one.id for one in CONTENTS} == broken


@pytest.mark.parametrize(("heading", "rules"), [("What is in it", CONTENTS), ("How it is served", SERVING)])
def test_the_page_has_every_rule_as_it_is(heading: str, rules: tuple[Rule, ...]) -> None:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]

    assert rows == [f"| `{one.id}` | {one.level} | {one.says} | {one.why} | {one.cure} |" for one in rules]
