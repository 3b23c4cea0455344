"""ics (ics.py): an Event for each event, added to the calendar of each feed that holds it."""

from __future__ import annotations

from datetime import timedelta

import arrow
from common import PRODID, Clock, arguments, services, write
from ics import Calendar, DisplayAlarm, Event  # type: ignore[import-untyped]
from ics.grammar.parse import ContentLine  # type: ignore[import-untyped]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from shapes import Said, Service


def _calendars(service: Service) -> dict[str, Calendar]:
    calendars = {name: _calendar(said) for name, said in service["calendars"].items()}
    stamp = arrow.get(service["stamp"])
    for said in service["events"]:
        event = _event(said, stamp)
        for name in said["feeds"]:
            calendars[name].events.add(event)
    return calendars


def _calendar(name: str) -> Calendar:
    calendar = Calendar(creator=PRODID)
    calendar.extra.append(ContentLine(name="X-WR-CALNAME", value=name))
    return calendar


def _event(said: Said, stamp: arrow.Arrow) -> Event:
    alarms = [DisplayAlarm(trigger=timedelta(days=-1), display_text=said["summary"])] if said["alarm"] else []
    event = Event(
        name=said["summary"],
        begin=arrow.get(said["start"]),
        uid=said["uid"],
        description=said["description"],
        created=stamp,
        last_modified=stamp,
        transparent=True,
        alarms=alarms,
        categories=said["categories"],
    )
    event.make_all_day()
    event.extra.append(ContentLine(name="SEQUENCE", value=str(said["sequence"])))
    event.extra.append(ContentLine(name="X-MICROSOFT-CDO-BUSYSTATUS", value="FREE"))
    return event


def main() -> None:
    source, out = arguments()
    clock = Clock()
    clock.lap("import")
    for service in services(source):
        clock.lap("load")
        calendars = _calendars(service)
        clock.lap("build")
        feeds = {name: calendar.serialize().encode() for name, calendar in calendars.items()}
        clock.lap("serialise")
        write(feeds, out / service["id"])
        clock.lap("write")
    clock.report()


main()
