"""Mail that says how to subscribe: to whoever's address changed, whoever has not subscribed, whoever a person names."""

from __future__ import annotations

from collections.abc import Iterator

from qa_calendar.dates.zone import day_in_london
from qa_calendar.delivering.mail.desk import Desk, Wanted
from qa_calendar.delivering.mail.outbox import Outbox, is_open, stale
from qa_calendar.delivering.state.links import Link, Links, digest_of
from qa_calendar.planning.mailing import SecretLink
from qa_calendar.rendering.letters import Key, MailKind, drafts_of
from qa_calendar.rendering.messages import Message, Reader, coordinator, reader_of
from qa_calendar.rendering.welcome import render_welcome

_LETTERS = 16


def welcome(desk: Desk, wanted: Wanted) -> Outbox:
    """To each person, and to the coordinator for the team, how to subscribe; once for each link they have had."""
    found = tuple(
        notice
        for link, message in messages(desk)
        for notice in drafts_of(message, MailKind.WELCOME, [_period(link)])
        if _is_to_go(notice.own_keys[0], link, desk, wanted)
    )
    notices = tuple(one for one in found if not one.is_by_hand)
    return Outbox(
        notices=notices,
        expired=stale(desk, MailKind.WELCOME, notices, "that address is no longer theirs"),
        by_hand=tuple(one for one in found if one.is_by_hand),
    )


def messages(desk: Desk) -> Iterator[tuple[Link, Message]]:
    """How to subscribe, to everybody who is here and has a link that leads somewhere; and of which link that is."""
    for reader in _readers(desk):
        link = desk.links.by_slug.get(reader.slug)
        if link is not None and reader.slug in (desk.plan.addresses or {}):
            yield link, render_welcome(reader, desk.plan, desk.templates, desk.today, moved=link.moved)


def periods_of(links: Links) -> dict[str, SecretLink]:
    """What the ledger knows each link that is in use by, by slug."""
    return {slug: _period(one) for slug, one in links.by_slug.items() if one.token is not None}


def _period(link: Link) -> SecretLink:
    return SecretLink(digest_of(link.token or "")[:_LETTERS])


def _readers(desk: Desk) -> tuple[Reader, ...]:
    people = (person for person in desk.plan.config.staff if person.is_here(desk.today))
    return (*map(reader_of, people), coordinator(desk.plan))


def _is_to_go(key: Key, link: Link, desk: Desk, wanted: Wanted) -> bool:
    # What could not be sent yet is still to be, though they may have subscribed meanwhile.
    return is_open(desk, key) and (wanted.asked or key in desk.lines or _is_due(link, desk))


def _is_due(link: Link, desk: Desk) -> bool:
    """Whether `run` tells of *link* by itself."""
    if link.moved:
        return True
    if not desk.plan.config.links.welcome:
        return False
    if desk.fetched is not None:
        return link.slug not in desk.fetched
    # Nobody counts: whoever had theirs from the beginning has subscribed, for all that is known.
    first = min(one.made for one in desk.links.by_slug.values())
    joined = {one.slug: one.since for one in desk.plan.config.staff}.get(link.slug)
    return link.made > first or (joined is not None and joined > day_in_london(first))
