"""icalendar as one would write it: an Event for each event, added to the calendar of each feed that holds it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from common import PRODID, Clock, arguments, services, write
from icalendar import Alarm, Calendar, Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from shapes import Said, Service


def _calendars(service: Service) -> dict[str, Calendar]:
    calendars = {name: _calendar(said) for name, said in service["calendars"].items()}
    stamp = datetime.fromisoformat(service["stamp"])
    for event in service["events"]:
        component = _event(event, stamp)
        for name in event["feeds"]:
            calendars[name].add_component(component)
    return calendars


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def _event(said: Said, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", said["uid"])
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", said["sequence"])
    event.add("dtstart", date.fromisoformat(said["start"]))
    event.add("dtend", date.fromisoformat(said["end"]))
    event.add("summary", said["summary"])
    event.add("description", said["description"])
    if said["categories"]:
        event.add("categories", said["categories"])
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    if said["alarm"]:
        event.add_component(_alarm(said["summary"]))
    return event


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(days=-1))
    alarm.add("description", summary)
    return alarm


def main() -> None:
    source, out = arguments()
    clock = Clock()
    clock.lap("import")
    for service in services(source):
        clock.lap("load")
        calendars = _calendars(service)
        clock.lap("build")
        feeds = {name: calendar.to_ical() for name, calendar in calendars.items()}
        clock.lap("serialise")
        write(feeds, out / service["id"])
        clock.lap("write")
    clock.report()


main()
