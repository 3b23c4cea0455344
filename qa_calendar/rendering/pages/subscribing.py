"""How somebody subscribes to a feed, with the addresses that lead there from each program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import segno
from markupsafe import Markup

from qa_calendar.model import Config, Occurrence, Plan
from qa_calendar.rendering.events import summary_of
from qa_calendar.rendering.hosts import host_of, is_inside
from qa_calendar.rendering.messages import mailbox_of
from qa_calendar.rendering.templates import Templates


@dataclass(frozen=True, slots=True)
class Expected:
    """What a calendar says on a *day* once it is subscribed to."""

    day: date
    title: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to tell when something is wrong; *address* may not be known."""

    name: str
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """The *address* of a feed, None where nobody said where it is read, and what is known of it.

    *webcal* is the same for programs that have made themselves known to the computer. *is_public* when Outlook's and
    Google's servers can read it, *is_secure* when it is read over https. *code* is a picture of the page's address for
    a telephone's camera. *name* is what the calendar is called, *file* the name of the feed's file.
    """

    address: str | None
    file: str
    name: str
    webcal: str | None
    is_public: bool
    is_secure: bool
    code: Markup | None
    expected: Expected | None


def subscribing_to(
    address: str | None, file: str, page: str | None, name: str, expected: Expected | None
) -> Subscribing:
    """How to subscribe to the feed at *address*, with its *page* beside it."""
    scheme, _, rest = (address or "").partition("://")
    return Subscribing(
        address=address,
        file=file,
        name=name,
        webcal=f"webcal://{rest}" if address else None,
        is_public=address is not None and not is_inside(host_of(address)),
        is_secure=scheme.casefold() == "https",
        code=None if page is None else code_of(page),
        expected=expected,
    )


def expected_of(work: tuple[Occurrence, ...], plan: Plan, templates: Templates, today: date) -> Expected | None:
    """The next entry of a calendar with that *work*, else its last; None for an empty one."""
    by_day = sorted(work, key=lambda one: (one.start, one.uid))
    found = next((one for one in by_day if one.start > today), by_day[-1] if by_day else None)
    return None if found is None else Expected(found.start, summary_of(found, plan, templates))


def contact_of(config: Config) -> Contact:
    """Whoever mail is answered by: by name where staff has the address, else the team."""
    options = config.reminders
    written = next(filter(None, (options.reply_to, options.sender, *options.digest_to)), "")
    shown, address = mailbox_of(written)
    known = {person.email.casefold(): person.name for person in config.staff if person.email}
    name = known.get(address.casefold()) or shown or config.feeds.team_name
    return Contact(name, address or None)


def code_of(address: str) -> Markup:
    """*address* as a QR code (ISO/IEC 18004): black on white whatever the page is, with its quiet zone."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(light="#fff", border=4, omitsize=True, svgclass=None, lineclass=None))
