"""What one service costs on this machine; from that, by arithmetic, what 100 to 100,000 services take.

    python benchmarks/scale.py [--services 40] [--people 5] [--years 2] [--per-minute 30,600,6000]

State is in PostgreSQL and feeds go to a store where QA_CALENDAR_TEST_POSTGRESQL and QA_CALENDAR_TEST_S3 name such, as
for the tests; else in a file and to a folder, and what that does not tell is said to be not measured. Both servers run
on this machine beside what is measured, and the network is its loopback. What `serve` takes for an answer is measured
where /proc tells it, or is what --ms-200 and --ms-304 say. A service is one of the workload's.
"""

from __future__ import annotations

import argparse
import http.client
import math
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SIZES = (100, 1_000, 10_000, 100_000)
HOUR, WEEK = 3600.0, 7 * 24 * 3600.0
POLL_EVERY = 3 * HOUR
"""How often Outlook asks for a calendar, at most."""
KEPT = 900.0
"""For how many seconds a feed says that it may be kept."""
FEEDS_EACH = 2
"""What a person subscribes to: the own feed and the team's."""
RUNS_A_DAY = 4 * 24
WINDOW = 10 * 60.0
"""How many minutes there are on a Monday between nine and the hour at which mail is no longer sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What one service costs: seconds of one process, where nothing else is said; None is what was not measured.

    *gain* is how many times as much all processes of this machine do, *answer_200* and *answer_304* are seconds of a
    processor, *handover_feeds* how many of its *feeds* a handover writes, *feed_bytes* the size of one that is asked
    for, *rows* those in the database by table.
    """

    processes: int
    gain: float
    first_build: float
    nothing_changed: float
    handover: float
    publish_first: float | None = None
    publish_nothing: float | None = None
    publish_handover: float | None = None
    put: float | None = None
    puts_first: int
    puts_handover: int
    requests_nothing: int | None = None
    answer_200: float | None = None
    answer_304: float | None = None
    mail: float | None = None
    people: int
    feeds: int
    handover_feeds: int
    feed_bytes: float
    rows: Mapping[str, int]
    database_bytes: float | None = None


# Arithmetic: values in, values out.


def machines(seconds: float, gain: float, within: float = HOUR) -> int:
    """How many machines do so many *seconds* of one process's work *within* a time, each that of *gain* processes."""
    return max(1, math.ceil(seconds / (gain * within)))


def polls_per_second(services: int, people: int) -> float:
    """How often feeds are asked for, when everybody's program asks for each of theirs every three hours."""
    return services * people * FEEDS_EACH / POLL_EVERY


def polls_behind_cache(services: int, people: int) -> float:
    """How many of these are left for the origin, when a cache in front of it keeps each feed as long as it says."""
    return services * (people * _asked_behind_cache(1) + _asked_behind_cache(people))


def _asked_behind_cache(readers: int) -> float:
    """How often one feed of so many *readers* is asked for: no cache can ask less often than each reader by itself."""
    return min(readers / POLL_EVERY, 1 / KEPT)


def share_changed(feeds: int, changed: int, changes_a_week: float) -> float:
    """Of all polls, the share that meets a feed which changed since the last, and so has to be sent whole."""
    return min(1.0, changes_a_week * changed / feeds * POLL_EVERY / WEEK)


def bytes_per_second(polls: float, size: float, share: float = 1.0) -> float:
    """What is sent for so many *polls* a second, a *share* of which is answered with a feed of that *size*."""
    return polls * size * share


def processors(polls: float, share: float, answer_200: float, answer_304: float) -> float:
    """How many processors are busy with so many *polls* a second, of which a *share* is answered with a whole feed."""
    return polls * (share * answer_200 + (1 - share) * answer_304)


def puts_a_day(services: int, puts: int, changes_a_week: float) -> float:
    """How many objects are written a day, so many *puts* for each change."""
    return services * puts * changes_a_week / 7


def rows_after(services: int, rows: int, mails_a_week: int, weeks: int) -> int:
    """How many rows there are after so many *weeks*, *rows* of each service at first, and one for each mail."""
    return services * (rows + mails_a_week * weeks)


def mails_on_monday(services: int, people: int) -> int:
    """How many mails are due at nine: everybody's reminder, and of each service the digest."""
    return services * (people + 1)


def minutes_of_mail(mails: int, per_minute: int) -> float:
    """How long it takes to hand them over."""
    return mails / per_minute


def senders(per_minute: int, mail: float) -> int:
    """How many processes hand over so many mails a minute, each of which takes *mail* seconds."""
    return max(1, math.ceil(per_minute * mail / 60))


def limits(costs: Costs, per_minute: int, changes_a_week: float = 1.0) -> list[tuple[str, int]]:
    """How many services each part can take on one machine, the part that gives way first at the top."""
    monday = "mail: everybody's on a Monday from nine to seven"
    found = {
        f"{monday}, {per_minute} a minute": WINDOW * per_minute / mails_on_monday(1, costs.people),
        "processor: all built anew within an hour": HOUR * costs.gain / costs.first_build,
        "processor: all looked at within an hour, and nothing changed": HOUR * costs.gain / costs.nothing_changed,
    }
    if costs.mail is not None:
        found[f"{monday}, as fast as one process can"] = WINDOW * 60 / costs.mail / mails_on_monday(1, costs.people)
    if costs.publish_nothing is not None:
        what = "store: every object looked for within a quarter of an hour, as each `run` does"
        found[what] = HOUR / 4 * costs.gain / costs.publish_nothing
    if costs.publish_first is not None:
        found["store: everything published anew within an hour"] = HOUR * costs.gain / costs.publish_first
    if costs.answer_200 is not None and costs.answer_304 is not None:
        share = share_changed(costs.feeds, costs.handover_feeds, changes_a_week)
        each = processors(polls_per_second(1, costs.people), share, costs.answer_200, costs.answer_304)
        found["reading: as many polls as keep one processor of `serve` busy"] = 1 / each
    return sorted(((what, int(services)) for what, services in found.items()), key=lambda one: one[1])


# Tables: what is known, as Markdown.


def unit_table(costs: Costs) -> list[str]:
    """What one service costs."""
    rows = [
        ("first build", _ms(costs.first_build)),
        ("build, nothing changed", _ms(costs.nothing_changed)),
        ("build after a handover", _ms(costs.handover)),
        (f"published for the first time, {costs.puts_first} PUTs", _ms(costs.publish_first)),
        (f"published after a handover, {costs.puts_handover} PUTs", _ms(costs.publish_handover)),
        (f"published, nothing changed, requests: {_count(costs.requests_nothing)}", _ms(costs.publish_nothing)),
        ("one PUT", _ms(costs.put)),
        ("one mail handed over, the ledger included", _ms(costs.mail)),
        ("`serve`: an answer of 200, processor", _ms(costs.answer_200)),
        ("`serve`: an answer of 304, processor", _ms(costs.answer_304)),
        (f"{costs.processes} processes do as much as", f"{costs.gain:.2f}"),
        ("bytes of a feed that is asked for", f"{costs.feed_bytes:,.0f}"),
        ("rows in the database: " + _rows_said(costs.rows), f"{sum(costs.rows.values()):,}"),
        ("bytes in the database, indexes included", _count(costs.database_bytes)),
    ]
    return [*_head("one service", "ms, or as said"), *(f"| {what} | {value} |" for what, value in rows)]


def build_table(costs: Costs) -> Iterator[str]:
    """How many machines build all within an hour, and how long this one takes."""
    heads = ("all built anew: this machine", "machines", "1 in 20 changed: this machine", "machines")
    yield from _head("services, within an hour", *heads)
    some = 0.05 * costs.handover + 0.95 * costs.nothing_changed
    for services in SIZES:
        cells = []
        for each in (costs.first_build, some):
            seconds = services * each
            cells += [_span(seconds / costs.gain), f"{machines(seconds, costs.gain):,}"]
        yield _row(services, *cells)


def poll_table(costs: Costs, changes_a_week: float) -> Iterator[str]:
    """What calendar programs ask for, and what answering takes."""
    heads = ("polls/s", "MB/s without If-None-Match", "with", "`serve`, processors", "left behind a CDN, polls/s")
    yield from _head("services", *heads)
    share = share_changed(costs.feeds, costs.handover_feeds, changes_a_week)
    for services in SIZES:
        polls = polls_per_second(services, costs.people)
        whole, some = (bytes_per_second(polls, costs.feed_bytes, of) / 1e6 for of in (1.0, share))
        busy = None
        if costs.answer_200 is not None and costs.answer_304 is not None:
            busy = processors(polls, share, costs.answer_200, costs.answer_304)
        left = polls_behind_cache(services, costs.people)
        yield _row(services, *map(_short, (polls, whole, some, busy, left)))


def store_table(costs: Costs, changes_a_week: float) -> Iterator[str]:
    """What is written to the store and the database."""
    heads = (
        "PUTs at first",
        "PUTs a day",
        "requests a day that find nothing",
        "rows at first",
        "in a year",
        "GB at first",
    )
    yield from _head("services", *heads)
    rows, mails = sum(costs.rows.values()), costs.people + 1
    for services in SIZES:
        cells = (
            services * costs.puts_first,
            puts_a_day(services, costs.puts_handover, changes_a_week),
            None if costs.requests_nothing is None else services * costs.requests_nothing * RUNS_A_DAY,
            rows_after(services, rows, mails, 0),
            rows_after(services, rows, mails, 52),
        )
        size = None if costs.database_bytes is None else services * costs.database_bytes / 1e9
        yield _row(services, *map(_count, cells), _short(size))


def mail_table(costs: Costs, per_minute: Sequence[int]) -> Iterator[str]:
    """How long Monday's mail takes from nine on."""
    yield from _head("services", "mails", *(_rate_said(rate, costs.mail) for rate in per_minute))
    for services in SIZES:
        mails = mails_on_monday(services, costs.people)
        yield _row(services, _count(mails), *(_mail_span(minutes_of_mail(mails, rate)) for rate in per_minute))


def limit_table(costs: Costs, per_minute: Sequence[int], changes_a_week: float) -> Iterator[str]:
    """What gives way first."""
    yield from _head("what one machine, or one server, can take", "services")
    yield from (f"| {what} | {services:,} |" for what, services in limits(costs, per_minute[0], changes_a_week))


def _rate_said(per_minute: int, mail: float | None) -> str:
    if mail is None:
        return f"{per_minute:,} a minute"
    count = senders(per_minute, mail)
    return f"{per_minute:,} a minute ({count} {'process' if count == 1 else 'processes'})"


def _head(*cells: str) -> list[str]:
    return [f"| {' | '.join(cells)} |", "|---" * len(cells) + "|"]


def _row(services: int, *cells: str) -> str:
    return f"| {services:,} | {' | '.join(cells)} |"


def _ms(seconds: float | None) -> str:
    if seconds is None:
        return "not measured"
    return f"{seconds * 1e3:,.0f}" if seconds >= 0.1 else f"{seconds * 1e3:.3g}"


def _count(value: float | None) -> str:
    return "not measured" if value is None else f"{value:,.0f}"


def _short(value: float | None) -> str:
    """Two figures that count."""
    if value is None:
        return "not measured"
    if value < 0.01:
        return "< 0.01"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _span(seconds: float) -> str:
    """A time as people say it."""
    if seconds < 60:
        return f"{_short(seconds)} s"
    return f"{_short(seconds / 60)} min" if seconds < 2 * HOUR else f"{_short(seconds / HOUR)} h"


def _mail_span(minutes: float) -> str:
    late = "" if minutes <= WINDOW else " (not in a day)"
    return f"{_span(minutes * 60)}{late}"


def _rows_said(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {table}" for table, count in sorted(rows.items(), key=lambda one: -one[1]))


# Measuring.


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where services are measured: below *folder*, with *state* in a database, None for a file of each, and *site*.

    *store* is the address of a server that speaks S3, None where the site is a folder.
    """

    folder: Path
    state: str | None
    site: str
    store: str | None

    def write(self, service: Any, more: str = "") -> Path:
        """Make the workspace of *service*, with *more* in its config.yaml; what mails publishes nothing."""
        from workload import write

        root = write(service, self.folder)
        config = root / "config.yaml"
        text = config.read_text(encoding="utf-8") + (more or f"publish: {{to: '{self.site}/{service.id}'}}\n")
        if self.state is not None:
            text = text.replace("state: sqlite:///state/qa-calendar.db", f"state: {self.state}")
        config.write_text(text, encoding="utf-8")
        return root


@contextmanager
def _place() -> Iterator[Place]:
    server, store = (os.environ.get(f"QA_CALENDAR_TEST_{name}") for name in ("POSTGRESQL", "S3"))  # noqa: TID251
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        state = stack.enter_context(_database(server)) if server else None
        site = stack.enter_context(_bucket(store)) if store else (folder / "site").as_posix()
        yield Place(folder=folder, state=state, site=site, store=store)


@contextmanager
def _database(server: str) -> Iterator[str]:
    from sqlalchemy import create_engine, text

    name = f"qa_{secrets.token_hex(8)}"
    engine = create_engine(_driver(server), isolation_level="AUTOCOMMIT")
    with closing(engine.connect()) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _driver(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def _bucket(store: str) -> Iterator[str]:
    import fsspec

    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "not-a-secret", "AWS_DEFAULT_REGION": "us-east-1"}
    os.environ.update(keys, AWS_ENDPOINT_URL=store)  # noqa: TID251 - where publishing looks for them
    system, name = fsspec.filesystem("s3", endpoint_url=store), f"qa-{secrets.token_hex(8)}"
    system.mkdir(name)
    try:
        yield f"s3://{name}"
    finally:
        system.rm(name, recursive=True)


def measured(place: Place, options: argparse.Namespace) -> Costs:
    """What a service costs there."""
    from workload import services

    every = list(services(2 * options.services + 6, options.people, options.years))
    made, mailing = every[:-6], every[-6:]
    roots = [place.write(service) for service in made]
    first, others = roots[: options.services], roots[options.services :]
    (folder := place.folder / "mail").mkdir()
    count = os.cpu_count() or 1
    alone, gain = _first_builds(first, others, count)
    found: dict[str, Any] = {"processes": count, "first_build": alone, "gain": gain}
    found |= _publishing(place, first)
    found["nothing_changed"] = _median(_times("build", first))
    found |= _stored(place, made[0].id, first[0], len(roots))
    for service, root in zip(made, first, strict=False):
        _hand_over(root, *service.people[:2])
    changed = _times("build", first)
    found |= {"handover": _median(changed), "handover_feeds": _mean(one.written for _, one in changed)}
    again, puts, _ = _published(place, first)
    found |= {"puts_handover": puts, "publish_handover": again}
    sizes = {path.stem: path.stat().st_size for path in (first[0] / "out" / "feeds").glob("*.ics")}
    own = statistics.mean(size for slug, size in sizes.items() if slug != "team")
    found |= {"people": options.people, "feeds": len(sizes), "feed_bytes": (own + sizes["team"]) / 2}
    found["mail"] = _mail(replace(place, folder=folder), mailing)
    return Costs(**found, **_answers(first[0], made[0].id, options))


def _times(verb: str, roots: Sequence[Path]) -> list[tuple[float, Any]]:
    """The seconds of each of *roots* and its outcome, as `qa-calendar VERB FOLDER...` does them in one process."""
    found, began = [], time.perf_counter()
    for outcome in _outcomes(verb, roots, 1):
        found.append((time.perf_counter() - began, outcome))
        began = time.perf_counter()
    return found


def _outcomes(verb: str, roots: Sequence[Path], jobs: int) -> Iterator[Any]:
    from qa_calendar.delivering.many.many import Order, Verb, carried_out
    from qa_calendar.delivering.many.outcome import Result

    for outcome in carried_out(Order(verb=Verb(verb), now=NOW), roots, jobs):
        if outcome.result not in (Result.DONE, Result.NOTHING):
            raise SystemExit(f"{verb} of {outcome.workspace}: {outcome.result.value}: {outcome.troubles}")
        yield outcome


def _median(found: Sequence[tuple[float, Any]]) -> float:
    return statistics.median(seconds for seconds, _ in found)


def _mean(counts: Iterator[int]) -> int:
    return round(statistics.mean(counts))


def _first_builds(first: Sequence[Path], others: Sequence[Path], processes: int) -> tuple[float, float]:
    """Seconds of a first build in one process, and how many times as much so many *processes* do with *others*."""
    half = len(first) // 2
    # Before the others and after them, as a database and a machine are not the same a minute later.
    before = _times("build", first[:half])
    ends = []
    for _ in _outcomes("build", others, processes):
        ends.append(time.perf_counter())  # noqa: PERF401 - each at its time
    times = [seconds for seconds, _ in (*before, *_times("build", first[half:]))]
    # What the first take is what it takes to begin.
    begun = len(ends) // 4
    together = (ends[-1] - ends[begun]) / (len(ends) - begun - 1)
    return statistics.median(times), min(processes, statistics.median(times) / together)


def _publishing(place: Place, roots: Sequence[Path]) -> dict[str, Any]:
    """What it costs to publish for the first time, and again; how long it takes is a store's to tell."""
    first, puts, _ = _published(place, roots)
    again, _, requests = _published(place, roots)
    found = {"publish_first": first, "puts_first": puts, "publish_nothing": again, "requests_nothing": requests}
    return found if place.store is None else {**found, "put": _put(place, roots[0])}


def _published(place: Place, roots: Sequence[Path]) -> tuple[float | None, int, int | None]:
    """Seconds, PUTs and requests of each of *roots*; of a folder only how many feeds and pages are written."""
    if place.store is None:
        return None, _mean(one.written for _, one in _times("publish", roots)), None
    with _counted() as requests:
        found = _times("publish", roots)
    return _median(found), round(requests["put_object"] / len(roots)), round(requests.total() / len(roots))


@contextmanager
def _counted() -> Iterator[Counter[str]]:
    """Count the requests to a store meanwhile, by their kind, where each of them is made."""
    from s3fs import S3FileSystem

    found, real = Counter[str](), S3FileSystem._call_s3

    async def call(self: Any, method: str, *given: Any, **named: Any) -> Any:
        found[method] += 1
        return await real(self, method, *given, **named)

    S3FileSystem._call_s3 = call
    try:
        yield found
    finally:
        S3FileSystem._call_s3 = real


def _put(place: Place, root: Path) -> float:
    """Seconds of one PUT of the team's feed, by a client that is there."""
    from qa_calendar.delivering.publishing.target import target_at

    target, feed = target_at(f"{place.site}/put", root), (root / "out" / "feeds" / "team.ics").read_bytes()
    found = []
    for number in range(50):
        began = time.perf_counter()
        target.write(f"{number}.ics", feed)
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def _stored(place: Place, name: str, root: Path, services: int) -> dict[str, Any]:
    """What the database holds of one service, and how many bytes that is where a server tells."""
    from sqlalchemy import create_engine, text

    from qa_calendar.delivering.state.database import opened
    from qa_calendar.delivering.state.tables import metadata

    ours = [table for table in metadata.sorted_tables if "calendar_id" in table.c]
    with opened(place.state or "sqlite:///state/qa-calendar.db", root, f"{name}.example.org", create=False) as database:
        rows = {table.name: count for table in ours if (count := len(database.rows(table)))}
    if place.state is None:
        return {"rows": rows}
    engine = create_engine(_driver(place.state))
    with closing(engine.connect()) as connection:
        sizes = [
            connection.execute(text(f"SELECT pg_total_relation_size('{table.name}')")).scalar() or 0 for table in ours
        ]
    engine.dispose()
    return {"rows": rows, "database_bytes": sum(sizes) / services}


def _hand_over(root: Path, leaver: str, joiner: str) -> None:
    """Say in config.yaml that the work of one goes to the other."""
    names = (name.replace("'", "''") for name in (leaver, joiner))
    line = "staff_changes: [{{from: 2026-12-01, work_of: '{}', goes_to: '{}'}}]\n".format(*names)
    with (root / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(line)


def _mail(place: Place, some: Sequence[Any]) -> float | None:
    """Seconds of one mail, from `run` with a server that takes all at once; None without aiosmtpd to make one."""
    try:
        from aiosmtpd.controller import Controller
    except ModuleNotFoundError:
        return None

    class Taking:
        count = 0

        async def handle_DATA(self, *_: Any) -> str:  # noqa: N802 - as aiosmtpd calls it
            self.count += 1
            return "250 OK"

    taking = Taking()
    controller = Controller(taking, hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        roots = [place.write(service, f"smtp: {_SMTP.format(port=controller.port)}\n") for service in some]
        _times("build", roots)
        _times("run", roots[:1])  # which loads what mail takes
        before = taking.count
        seconds = sum(seconds for seconds, _ in _times("run", roots[1:]))
        return seconds / (taking.count - before)
    finally:
        controller.stop()


_SMTP = "{{host: 127.0.0.1, port: {port}, security: none, pause: 0}}"


def _answers(root: Path, name: str, options: argparse.Namespace) -> dict[str, float]:
    """Seconds of a processor for an answer of `serve`: those that are said, else measured where the system tells."""
    if options.ms_200 is not None and options.ms_304 is not None:
        return {"answer_200": options.ms_200 / 1e3, "answer_304": options.ms_304 / 1e3}
    if not Path("/proc/self/stat").exists():
        return {}
    from qa_calendar.delivering.publishing.copies import read_copy
    from qa_calendar.delivering.publishing.site import path_of

    copy = read_copy(root / "out", f"{name}.example.org", NOW)
    assert copy is not None
    path = "/" + path_of("team", copy.links.tokens["team"])
    with _serving(root) as (port, pid), closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        time.sleep(4)  # a file that was just written is read each time
        tag = _asked(connection, path, 200, 1)
        found = {}
        for status, known in ((200, {}), (304, {"If-None-Match": tag})):
            before, count = _processor(pid), 2000
            _asked(connection, path, status, count, known)
            found[f"answer_{status}"] = (_processor(pid) - before) / count
    return found


def _asked(
    connection: http.client.HTTPConnection, path: str, status: int, count: int, known: Mapping[str, str] | None = None
) -> str:
    """Ask so many times; the ETag."""
    tag = ""
    for _ in range(count):
        connection.request("GET", path, headers=dict(known or {}))
        answer = connection.getresponse()
        answer.read()
        if answer.status != status:
            raise SystemExit(f"serve answered {answer.status} and not {status}")
        tag = answer.headers["ETag"]
    return tag


@contextmanager
def _serving(root: Path) -> Iterator[tuple[int, int]]:
    """The port and the process of `qa-calendar serve`."""
    port = _free_port()
    command = [sys.executable, "-m", "qa_calendar", "-C", str(root), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                if process.poll() is not None:
                    raise SystemExit("serve did not start") from None
                time.sleep(0.05)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _processor(pid: int) -> float:
    """The seconds of a processor that a process took so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure, and print the tables."""
    options = _options()
    with _place() as place:
        costs = measured(place, options)
        state = "PostgreSQL" if place.state else "a SQLite file each"
        store = "a store over loopback" if place.store else "a folder"
    what = f"{options.people} people, {40 * options.years} events, {costs.feeds} feeds"
    print(f"A service: {what}. State: {state}. Site: {store}. Medians of {options.services} services.\n")
    print(f"Assumed: {options.changes_a_week:g} handover a week in each service; everybody's program asks for", end=" ")
    print(
        f"{FEEDS_EACH} feeds every {POLL_EVERY / HOUR:g} hours, evenly over the day; a run each quarter of an hour.\n"
    )
    tables = (
        unit_table(costs),
        build_table(costs),
        poll_table(costs, options.changes_a_week),
        store_table(costs, options.changes_a_week),
        mail_table(costs, options.per_minute),
        limit_table(costs, options.per_minute, options.changes_a_week),
    )
    for table in tables:
        print("\n".join(table), end="\n\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--services", type=int, default=40, help="how many are measured")
    parser.add_argument("--people", type=int, default=5)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--changes-a-week", type=float, default=1.0, help="handovers of a service")
    parser.add_argument("--per-minute", type=_rates, default=(30, 600, 6000), help="mails that a server takes")
    parser.add_argument("--ms-200", type=float, help="milliseconds of a processor for a whole feed")
    parser.add_argument("--ms-304", type=float, help="milliseconds of a processor for one that did not change")
    return parser.parse_args()


def _rates(written: str) -> tuple[int, ...]:
    return tuple(int(one) for one in written.split(","))


if __name__ == "__main__":
    main()
