"""What people read of mail: what a run sent, and what is in the ledger."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qa_calendar.dates.months import listed
from qa_calendar.dates.zone import clock_in_london
from qa_calendar.delivering.mail.kinds import what
from qa_calendar.delivering.mail.sending import Delivery, Outcome, counts_of
from qa_calendar.delivering.screen.console import (
    counted,
    near,
    new_console,
    print_table,
    show_json,
    show_line,
    show_warning,
    table_of,
)
from qa_calendar.delivering.screen.links_report import published_values
from qa_calendar.delivering.state.ledger import Mail, State, each_mail
from qa_calendar.delivering.workspace import NEWS

if TYPE_CHECKING:
    from qa_calendar.delivering.mail.postroom import Dispatch, Rehearsed
    from qa_calendar.delivering.running import Ran
    from qa_calendar.delivering.state.builds import Unsure

SENT_BY_HAND = "when that is done: `qa-calendar sent --settle NAME --because TEXT` (or everybody)"
_CURE = "`qa-calendar sent --resend NAME` (or everybody) sends it again, `--settle NAME --because TEXT` lays it to rest"


def show_dispatch(dispatch: Dispatch) -> None:
    """What became of each mail."""
    from rich.markup import escape

    console = new_console()
    if dispatch.deliveries:
        table = table_of("Mail", "for", "e-mail", "subject", "outcome")
        for one in dispatch.deliveries:
            cells = one.notice.message.reader.name, one.notice.mailbox.address, one.notice.message.subject, _said(one)
            table.add_row(*map(escape, cells))
        print_table(console, table)
    for line in _remarks(dispatch):
        show_warning(line)
    show_line(f"{_counts(dispatch.deliveries)}.")


def show_dispatch_json(dispatch: Dispatch) -> None:
    """What became of each mail, for a script."""
    show_json(_dispatch_values(dispatch))


def show_rehearsed(found: Rehearsed) -> None:
    """What would be sent, and where it was written."""
    if found.unsure:
        show_warning(f"{_sentence(found.unsure)}: some of this may have been sent already")
    if found.unreachable:
        show_warning(_hand_over(found.unreachable))
    for path in found.files:
        show_line(str(near(path)))
    would = (
        f"{counted(len(found.files), 'mail')} would be sent. Nothing is sent." if found.files else "No mail to send."
    )
    show_line(would)


def show_rehearsed_json(found: Rehearsed) -> None:
    """What would be sent, for a script."""
    paths = [str(path) for path in found.files]
    show_json({"files": paths, "unreachable": list(found.unreachable), **_unsure_values(found.unsure)})


def show_sent(lines: Sequence[Mail], unsure: Unsure | None) -> None:
    """The ledger as a table, the latest last, and what a person should do about it; *unsure* why more was sent."""
    from rich.markup import escape

    if unsure:
        show_warning(f"{_sentence(unsure)}. `qa-calendar run --yes` goes on all the same.")
        if not lines:
            return
    if not lines:
        show_line("Nothing was sent.")
        return
    table = table_of("Mail", "when", "for", "e-mail", "subject", "state")
    mails = each_mail(lines)
    for line in mails:
        table.add_row(*map(escape, (clock_in_london(line.at), line.name, line.address, line.subject, _state(line))))
    print_table(new_console(), table)
    needing = [line for line in mails if line.needs_a_person]
    counts = Counter(line.state for line in mails)
    show_line(f"{', '.join(f'{counts[state]} {state}' for state in State if counts[state])}.")
    drafted = [line for line in needing if line.state is State.DRAFTED]
    if failed := len(needing) - len(drafted):
        show_line(f"{counted(failed, 'mail needs', 'mails need')} a person: {_CURE}.")
    if drafted:
        show_line(f"{counted(len(drafted), 'draft is', 'drafts are')} to be sent by a person; {SENT_BY_HAND}.")


def show_sent_json(lines: Sequence[Mail], unsure: Unsure | None) -> None:
    """The ledger, for a script."""
    show_json({"mail": [mail_values(line) for line in lines], **_unsure_values(unsure)})


def _sentence(unsure: Unsure) -> str:
    said: str = unsure.said
    return said[0].upper() + said[1:]


def _unsure_values(unsure: Unsure | None) -> dict[str, Any]:
    return {"lost": unsure is not None, "unsure": unsure}


def show_ran(ran: Ran) -> None:
    """One line of what a run did; what needs a person, each in a line of its own, on stderr."""
    for line in warnings_of_run(ran):
        show_warning(line)
    show_line(outcome_of(ran))


def warnings_of_run(ran: Ran) -> Iterable[str]:
    """What a person should see of a run: on a screen all of it, on a schedule what was not said before."""
    said = frozenset() if sys.stderr.isatty() else ran.said
    return [line for line in _warnings(ran) if line not in said]


def show_ran_json(ran: Ran) -> None:
    """What a run did, for a script."""
    from qa_calendar.planning.revisions import Kind

    changed = Counter(change.kind for change in ran.built.changes)
    values = {
        "build": ran.built.number or None,
        "changed": {kind.value: changed[kind] for kind in Kind if changed[kind]},
        "mail": None if ran.dispatch is None else _dispatch_values(ran.dispatch),
        "published": published_values(ran.published) if ran.published else None,
        "drafts": [str(path) for one in ran.left.written for path in one.files],
        "needing": [mail_values(line) for line in ran.needing],
        "trouble": ran.trouble or ran.unpublished or None,
        "held": list(ran.built.held),
        "needs_a_person": ran.needs_a_person,
    }
    show_json(values)


def outcome_of(ran: Ran) -> str:
    """What a run did, in a line."""
    from qa_calendar.rendering.differences import counts_line

    built = f"built: {counts_line(ran.built.changes)}" if ran.built.changes else "nothing new to build"
    if ran.unpublished:
        built += "; nothing could be published"
    elif ran.published and (ran.published.put.written or ran.published.put.removed):
        put = ran.published.put
        built += f"; published: {counted(len(put.written), 'file')} written, {len(put.removed)} removed"
    if ran.trouble and ran.dispatch is None:
        sent = "no mail could be sent"
    elif ran.dispatch is None:
        new = sum(one.changed for one in ran.left.written)
        sent = f"{counted(new, 'draft')} written" if new else "no new drafts"
    else:
        sent = _counts(ran.dispatch.of_now)
        sent += ", and then no more could be" if ran.trouble else ""
    needs = "somebody should look, see `qa-calendar sent`" if ran.needs_a_person else "nothing needs you"
    return f"{built}; {sent}; {needs}."


def _warnings(ran: Ran) -> Iterable[str]:
    from qa_calendar.delivering.screen.build_report import warnings_of

    yield from warnings_of(ran.built)
    if ran.built.by_hand:
        folder = near(ran.built.folder.parent / NEWS / str(ran.built.number))
        yield f"no e-mail address: {listed(ran.built.by_hand)}; please hand over the news in {folder}; {SENT_BY_HAND}"
    if ran.published:
        yield from (*filter(None, [ran.published.linked.said]), *ran.published.troubles)
    yield from filter(None, (ran.unpublished, ran.trouble))
    if ran.left.new:
        folders = dict.fromkeys(str(near(one.files[0].parent)) for one in ran.left.written)
        where = listed(tuple(folders))
        yield f"to be sent by a person: the drafts for {listed(ran.left.new)} in {where}; {SENT_BY_HAND}"
    if ran.dispatch is not None:
        yield from _remarks(_news_of(ran.dispatch))


def _news_of(dispatch: Dispatch) -> Dispatch:
    """What is new in *dispatch*: a scheduler runs often, and its mail about the same trouble is soon read by nobody."""
    since = dispatch.since.replace(microsecond=0)  # the ledger counts whole seconds
    new = tuple(line for line in dispatch.needing if line.at >= since)
    return replace(dispatch, needing=new)


def _remarks(dispatch: Dispatch) -> Iterable[str]:
    for line in dispatch.expired:
        yield f"not sent to {line.name}: {what(line)}: {line.detail}"
    if dispatch.trouble:
        yield dispatch.trouble
    if dispatch.by_hand:
        folder = near(dispatch.by_hand[0].files[0].parent)
        yield f"{_hand_over([one.message.reader.name for one in dispatch.by_hand])}, in {folder}; {SENT_BY_HAND}"
    if needing := [line for line in each_mail(dispatch.needing) if line.state is not State.DRAFTED]:
        yield from (f"{line.name}, {what(line)}: {_state(line)}" for line in needing)
        yield _CURE


def _hand_over(names: Sequence[str]) -> str:
    return f"no e-mail address: {listed(tuple(names))}; please hand over what is theirs"


def _counts(deliveries: Iterable[Delivery]) -> str:
    counts = [f"{number} {outcome}" for outcome, number in counts_of(deliveries).items()]
    return ", ".join(counts) if counts else "no mail to send"


def _said(one: Delivery) -> str:
    again = f" until {clock_in_london(one.again)}" if one.again and one.outcome is Outcome.PUT_OFF else ""
    detail = f": {one.detail}" if one.detail and not one.is_well else ""
    return f"{one.outcome}{again}{detail}"


def _state(line: Mail) -> str:
    again = (
        f", again from {clock_in_london(line.not_before)}" if line.state is State.PLANNED and line.not_before else ""
    )
    detail = f": {line.detail}" if line.detail and line.state is not State.SENT else ""
    settled = f"; settled: {line.settled}" if line.settled else ""
    before = f"; before: {'; '.join(line.history)}" if line.history else ""
    return f"{line.state}{again}{detail}{settled}{before}"


def _dispatch_values(dispatch: Dispatch) -> dict[str, Any]:
    return {
        "deliveries": [_delivery_values(one) for one in dispatch.deliveries],
        "unreachable": [one.message.reader.name for one in dispatch.by_hand],
        "expired": [
            {"name": one.name, "kind": one.key.kind.value, "period": str(one.key.period), "why": one.detail}
            for one in dispatch.expired
        ],
        "needing": [mail_values(line) for line in dispatch.needing],
    }


def _delivery_values(one: Delivery) -> dict[str, Any]:
    return {
        "name": one.notice.message.reader.name,
        "email": one.notice.mailbox.address,
        "kind": one.notice.kind.value,
        "periods": list(map(str, one.notice.periods)),
        "subject": one.notice.message.subject,
        "outcome": one.outcome.value,
        "detail": one.detail,
        "again": one.again.isoformat() if one.again else None,
    }


def mail_values(line: Mail) -> dict[str, Any]:
    """A line of the ledger, for a script."""
    return {
        "name": line.name,
        "email": line.address,
        "kind": line.key.kind.value,
        "period": str(line.key.period),
        "state": line.state.value,
        "at": line.at.isoformat(),
        "tries": line.tries,
        "revision": line.revision,
        "not_before": line.not_before.isoformat() if line.not_before else None,
        "subject": line.subject,
        "detail": line.detail,
        "settled": line.settled,
        "history": list(line.history),
        "needs_a_person": line.needs_a_person,
    }
