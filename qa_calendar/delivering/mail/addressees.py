"""Whom a person means by a name, among those who are sent mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qa_calendar import names
from qa_calendar.delivering.mail.kinds import kind_of
from qa_calendar.delivering.state.ledger import Mail
from qa_calendar.model import Config
from qa_calendar.planning.mailing import Period
from qa_calendar.problems import did_you_mean
from qa_calendar.rendering.letters import Key, MailKind

EVERYBODY = "everybody"
"""What to say for whoever's mail failed or is unknown."""


def keys_of(name: str, config: Config, kinds: Iterable[MailKind], period: Period) -> tuple[Key, ...]:
    """What somebody in staff, or who gets the digest, is sent of these *kinds*; raises ValueError for nobody."""
    people = {spelling: one.slug for spelling, one in config.spellings.items()}
    addresses = {address: address.casefold() for address in config.reminders.digest_to}
    person = _one_of(name, people | addresses)
    whole_team = person in addresses.values()
    told = (kind for kind in kinds if (kind_of(kind).to_coordinator if whole_team else kind_of(kind).to_people))
    return tuple(Key(person, kind, period) for kind in told)


def chosen(name: str | None, lines: Mapping[Key, Mail], periods: Sequence[Period], *, needing: bool) -> tuple[Key, ...]:
    """The *lines* of somebody, or of everybody, of these *periods* or of all, only those *needing* a person if so.

    Somebody is named by name or address. Raises ValueError for a name nothing was sent to, or where nothing is left.
    """
    if name == EVERYBODY:
        name = None
    if name is not None:
        known = {line.name: line.name for line in lines.values()}
        _one_of(name, known | {line.address: line.name for line in lines.values()})
    found = tuple(
        key
        for key, line in lines.items()
        if (name is None or names.key(name) in (names.key(line.name), names.key(line.address)))
        and (not periods or key.period in periods)
        and (line.needs_a_person or not needing)
    )
    if needing and not found:
        cure = "to send again what was sent, say which: --week or --build"
        raise ValueError(f"nothing to {name or EVERYBODY} has failed or is unknown; {cure}")
    return found


def _one_of(name: str, known: Mapping[str, str]) -> str:
    folded = {names.key(word): meant for word, meant in known.items()}
    if names.key(name) not in folded:
        part = [word for word in known if names.key(name) in names.key(word)]
        only = len({known[word] for word in part}) == 1
        meant = f" (did you mean '{part[0]}'?)" if only else did_you_mean(name, known)
        raise ValueError(f"nothing was sent to anybody called '{name}'{meant}")
    return folded[names.key(name)]
