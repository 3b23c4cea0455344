"""The floor: hand-written templates that escape and fold rightly, each event's bytes made once for all its feeds."""

from __future__ import annotations

from common import PRODID, Clock, arguments, services, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from shapes import Said, Service

_BEGIN = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\n".encode()
_END = b"END:VCALENDAR\r\n"


def serialise(service: Service) -> dict[str, bytes]:
    """Every feed of *service*, by name."""
    stamp = compact(service["stamp"])
    feeds = {name: [_BEGIN, fold(f"X-WR-CALNAME:{escape(said)}")] for name, said in service["calendars"].items()}
    for event in service["events"]:
        raw = _vevent(event, stamp)
        for name in event["feeds"]:
            feeds[name].append(raw)
    return {name: b"".join((*parts, _END)) for name, parts in feeds.items()}


def _vevent(event: Said, stamp: str) -> bytes:
    summary = escape(event["summary"])
    return b"".join(
        (
            b"BEGIN:VEVENT\r\n",
            fold(f"UID:{event['uid']}"),
            f"DTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\nSEQUENCE:{event['sequence']}\r\n"
            f"DTSTART;VALUE=DATE:{compact(event['start'])}\r\nDTEND;VALUE=DATE:{compact(event['end'])}\r\n".encode(),
            fold(f"SUMMARY:{summary}"),
            fold(f"DESCRIPTION:{escape(event['description'])}"),
            fold("CATEGORIES:" + ",".join(map(escape, event["categories"]))) if event["categories"] else b"",
            b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n",
            _alarm(summary) if event["alarm"] else b"",
            b"END:VEVENT\r\n",
        )
    )


def _alarm(summary: str) -> bytes:
    lines = (b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P1D\r\n", fold(f"DESCRIPTION:{summary}"), b"END:VALARM\r\n")
    return b"".join(lines)


def compact(iso: str) -> str:
    """A day or an instant in the basic form of ISO 8601."""
    return iso.replace("-", "").replace(":", "")


def escape(text: str) -> str:
    """*text* as a TEXT value (RFC 5545, 3.3.11)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> bytes:
    """*line* with its CRLF, no piece over 75 octets or ending inside a character (RFC 5545, 3.1)."""
    raw = line.encode()
    size = len(raw)
    if size <= 75:
        return raw + b"\r\n"
    pieces, start, end = [], 0, 75
    while end < size:
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(raw[start:end])
        start, end = end, end + 74
    pieces.append(raw[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def main() -> None:
    source, out = arguments()
    clock = Clock()
    clock.lap("import")
    for service in services(source):
        clock.lap("load")
        feeds = serialise(service)
        clock.lap("serialise")
        write(feeds, out / service["id"])
        clock.lap("write")
    clock.report()


if __name__ == "__main__":
    main()
