"""Read feeds with a reader of its own, and compare them with the events that every program was given.

    python benchmarks/verify.py EVENTS.jsonl FOLDER

FOLDER holds a folder for each service with its feeds, or a workspace with its feeds in out/feeds. Each kind of
deviation is printed with a count and an example; the exit code is 1 when an event is missing, or too many, or says
something else, and 0 when only the form differs.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TEXTS = {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME"}
_PLAIN = {"UID", "TRANSP", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "X-MICROSOFT-CDO-BUSYSTATUS", "ACTION", "TRIGGER"}
_COMPARED = _TEXTS | _PLAIN | {"DTSTART", "DTEND", "CATEGORIES", "BEGIN", "END"}

_ESCAPED_WELL = re.compile(r"(?:[^\\,;]++|\\.)*+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_COMMA = re.compile(r"(?<!\\),")
_DURATION = re.compile(r"(-?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")

Said = dict[str, Any]


@dataclass(slots=True)
class Findings:
    """What was found, by kind: how often, and the first time. *wrong* is what is said, *form* how it is written."""

    wrong: Counter[str] = field(default_factory=Counter)
    form: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    feeds: int = 0
    vevents: int = 0

    def is_wrong(self, kind: str, example: object) -> None:
        """Note that something is said that should not be, or the other way round."""
        self.wrong[kind] += 1
        self.examples.setdefault(kind, str(example)[:200])

    def is_odd(self, kind: str, example: object) -> None:
        """Note that something is not written as RFC 5545 has it, or not as the others write it."""
        self.form[kind] += 1
        self.examples.setdefault(kind, str(example)[:200])

    def lines(self) -> Iterator[str]:
        """Each kind of deviation, with its count and an example."""
        for title, kinds in (("wrong", self.wrong), ("form", self.form)):
            for kind, count in sorted(kinds.items()):
                yield f"{title}: {kind}, {count} times, such as {self.examples[kind]}"


def compared(events: Path, folder: Path) -> Findings:
    """Compare the feeds in *folder* with what is in the file *events*."""
    findings = Findings()
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            service = json.loads(line)
            _compare_service(service, _feeds_in(folder / service["id"]), findings)
    return findings


def _feeds_in(folder: Path) -> Mapping[str, Path]:
    built = folder / "out" / "feeds"
    return {path.stem: path for path in (built if built.is_dir() else folder).glob("*.ics")}


def _compare_service(service: Said, files: Mapping[str, Path], findings: Findings) -> None:
    wanted: dict[str, dict[str, Said]] = {name: {} for name in service["calendars"]}
    for event in service["events"]:
        expected = _expected(event, service["stamp"])
        for name in event["feeds"]:
            wanted[name][event["uid"]] = expected
    for name in sorted(wanted.keys() ^ files.keys()):
        findings.is_wrong("feed missing" if name in wanted else "feed too many", f"{service['id']}/{name}.ics")
    for name in sorted(wanted.keys() & files.keys()):
        findings.feeds += 1
        place = f"{service['id']}/{name}.ics"
        title, found = _read(files[name].read_bytes(), place, findings)
        if title != service["calendars"][name]:
            findings.is_wrong("X-WR-CALNAME", f"{title!r} for {service['calendars'][name]!r} in {place}")
        _compare_feed(wanted[name], found, place, findings)


def _expected(event: Said, stamp: str) -> Said:
    alarm = {"ACTION": "DISPLAY", "TRIGGER": -86400, "DESCRIPTION": event["summary"]}
    return {
        "DTSTART": _compact(event["start"]),
        "DTEND": _compact(event["end"]),
        "DTSTAMP": _compact(stamp),
        "LAST-MODIFIED": _compact(stamp),
        "SEQUENCE": str(event["sequence"]),
        "SUMMARY": event["summary"],
        "DESCRIPTION": event["description"],
        "CATEGORIES": sorted(event["categories"]),
        "TRANSP": "TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS": "FREE",
        "alarms": [alarm] if event["alarm"] else [],
    }


def _compare_feed(wanted: Mapping[str, Said], found: list[Said], place: str, findings: Findings) -> None:
    by_uid = {event.get("UID", ""): event for event in found}
    if len(by_uid) != len(found):
        findings.is_wrong("UID twice", place)
    for uid in sorted(wanted.keys() ^ by_uid.keys()):
        findings.is_wrong("event missing" if uid in wanted else "event too many", f"{uid} in {place}")
    for uid in sorted(wanted.keys() & by_uid.keys()):
        findings.vevents += 1
        _compare_event(wanted[uid], by_uid[uid], f"{uid} in {place}", findings)


def _compare_event(wanted: Said, found: Said, place: str, findings: Findings) -> None:
    found["CATEGORIES"].sort()
    for key, value in wanted.items():
        if found.get(key) == value:
            continue
        if key == "DTEND" and key not in found:
            findings.is_odd("no DTEND, one day is implied", place)
        else:
            findings.is_wrong(key, f"{found.get(key)!r} for {value!r} of {place}")


def _read(raw: bytes, place: str, findings: Findings) -> tuple[str | None, list[Said]]:
    """The calendar's name and its events, a dict of what is compared each."""
    _check_form(raw, place, findings)
    title, found, stack = None, list[Said](), list[str]()
    for name, params, value in _lines(raw):
        if name == "BEGIN":
            stack.append(value)
            _begin(stack, found)
        elif name == "END":
            if not stack or stack.pop() != value:
                findings.is_wrong("END without BEGIN", place)
        elif stack == ["VCALENDAR"]:
            title = _value(name, params, value, place, findings) if name == "X-WR-CALNAME" else title
        elif stack == ["VCALENDAR", "VEVENT"]:
            _put(found[-1], name, _value(name, params, value, place, findings), place, findings)
        elif stack == ["VCALENDAR", "VEVENT", "VALARM"]:
            _put(found[-1]["alarms"][-1], name, _value(name, params, value, place, findings), place, findings)
    if stack:
        findings.is_wrong("no END", place)
    return title, found


def _begin(stack: list[str], found: list[Said]) -> None:
    if stack == ["VCALENDAR", "VEVENT"]:
        found.append({"CATEGORIES": [], "alarms": []})
    elif stack == ["VCALENDAR", "VEVENT", "VALARM"]:
        found[-1]["alarms"].append({})


def _put(component: Said, name: str, value: Any, place: str, findings: Findings) -> None:
    if name == "CATEGORIES":
        component[name] += value
    elif name in component:
        findings.is_wrong(f"{name} twice", place)
    else:
        component[name] = value


def _value(name: str, params: str, value: str, place: str, findings: Findings) -> Any:
    if name in _TEXTS:
        if not _ESCAPED_WELL.fullmatch(value):
            findings.is_odd(f"comma or semicolon of {name} not escaped", f"{value} in {place}")
        return _unescaped(value)
    if name == "CATEGORIES":
        return [_unescaped(part) for part in _COMMA.split(value)]
    if name == "TRIGGER":
        return _seconds(value)
    if name in ("DTSTART", "DTEND") and params != "VALUE=DATE":
        return f"{params}:{value}"
    return value


def _lines(raw: bytes) -> Iterator[tuple[str, str, str]]:
    """The name, parameters and value of each content line that is compared (RFC 5545, 3.1)."""
    for line in re.sub(rb"\r?\n[ \t]", b"", raw).decode("utf-8", "replace").split("\n"):
        before, _, value = line.rstrip("\r").partition(":")
        name, _, params = before.upper().partition(";")
        if name in _COMPARED:
            yield name, params, value


def _check_form(raw: bytes, place: str, findings: Findings) -> None:
    if raw.count(b"\n") != raw.count(b"\r\n"):
        findings.is_odd("feed with a line end that is not CRLF", place)
    if not raw.endswith(b"\n"):
        findings.is_odd("feed whose last line has no end", place)
    if re.search(rb"\n[ \t][\x80-\xbf]", raw):
        findings.is_odd("feed with a line folded inside a character", place)
    if re.search(rb"\n[^\r\n]{76}", raw):
        findings.is_odd("feed with a line over 75 octets", place)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text) if "\\" in text else text


def _seconds(duration: str) -> int | str:
    """A DURATION in seconds (RFC 5545, 3.3.6), or as it is where it is none."""
    if not (found := _DURATION.fullmatch(duration)):
        return duration
    sign, *parts = found.groups()
    seconds = sum(int(part or 0) * unit for part, unit in zip(parts, (604800, 86400, 3600, 60, 1), strict=True))
    return -seconds if sign else seconds


def _compact(iso: str) -> str:
    return iso.replace("-", "").replace(":", "")


def main() -> None:
    findings = compared(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{findings.feeds} feeds, {findings.vevents} VEVENTs")
    for line in findings.lines():
        print(line)
    sys.exit(1 if findings.wrong else 0)


if __name__ == "__main__":
    main()
