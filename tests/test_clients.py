"""Real calendar programs, subscribed to a served site while work changes hands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from icalendar import Calendar
from serving import server
from web_servers import NGINX, nginx, public_folder
from workspaces import MONDAY, TUESDAY, built, files, run, starter

from qa_calendar.delivering.workspace import Workspace

VDIRSYNCER, KHAL = shutil.which("vdirsyncer"), shutil.which("khal")
NAMES = "stuart-jones", "kara-walne"
HANDOVER = ("handover", "Stuart Jones", "Kara Walne", "--from", "2020-09-01", "--yes")


@dataclass(frozen=True, slots=True)
class Served:
    """A workspace, the address its site is read at, and how to put what is built there."""

    workspace: Workspace
    base_url: str
    publish: Callable[[], None]

    def address(self, name: str) -> str:
        """Where the feed *name* is read."""
        links = json.loads(run("links", "--json", cwd=self.workspace.root).stdout)
        return self.base_url + str(next(one["url"].lstrip("/") for one in links if one["slug"] == name))

    def uids(self, name: str) -> set[str]:
        """The events that are served to whoever is subscribed to the feed *name*."""
        with urlopen(self.address(name), timeout=10) as answer:
            return {str(event["UID"]) for event in Calendar.from_ical(answer.read()).events}


@pytest.fixture(params=["nginx", "serve"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """The starter workspace's site: published into a folder behind nginx, and as `serve` answers."""
    workspace = starter(tmp_path)
    built(workspace, MONDAY)
    if request.param == "serve":
        with server(workspace) as running:
            yield Served(workspace, f"http://127.0.0.1:{running.port}/", lambda: None)
        return
    if NGINX is None:
        pytest.skip("no nginx on this machine")
    with public_folder() as folder:
        own, site = folder / "server", folder / "site"
        own.mkdir()

        def put() -> None:
            assert run("publish", "--to", str(site), cwd=workspace.root).returncode == 0

        put()
        with nginx(own, site) as host:
            yield Served(workspace, host.base_url, put)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody's calendar programs, subscribed to both feeds."""

    home: Path

    def sync(self) -> None:
        self._run("vdirsyncer", "-c", str(self.home / "vdirsyncer.conf"), "sync")

    def held(self, name: str) -> set[str]:
        """The events that vdirsyncer holds of the calendar *name*, each with its first day.

        It puts digests in place of UIDs, as it does with whatever it reads from the web.
        """
        return {
            f"{event.start:%Y-%m-%d} {event['SUMMARY']}"
            for file in (self.home / "calendars" / name).glob("*.ics")
            for event in Calendar.from_ical(file.read_bytes()).events
        }

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Every event that vdirsyncer holds, with the time it was written."""
        return files(self.home / "calendars")

    def listed(self, name: str) -> set[str]:
        """What khal shows of the calendar *name* for the rest of the year, each event with its first day."""
        said = self._run(
            *("khal", "-c", str(self.home / "khal.conf"), "list", "-a", name, "--once"),
            *("--format", "{start-date} {title}", "--day-format", "", "2020-09-01", "2021-03-31"),
        )
        return {line for line in said.splitlines() if line.strip()}

    def _run(self, *command: str) -> str:
        environment = {**os.environ, "HOME": str(self.home), "LC_ALL": "C.UTF-8", "TZ": "Europe/London"}
        environment.pop("PYTHONPATH", None)
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            environment[f"XDG_{name}_HOME"] = str(self.home / name.lower())
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def subscriber(served: Served, tmp_path: Path) -> Subscriber:
    """vdirsyncer and khal, subscribed and synchronised once."""
    if VDIRSYNCER is None or KHAL is None:
        pytest.skip("no vdirsyncer and khal on this machine")
    home = tmp_path / "home"
    pairs, calendars = [], []
    for name in NAMES:
        folder = home / "calendars" / name
        folder.mkdir(parents=True)
        key = name.replace("-", "_")
        pairs.append(
            f'[pair {key}]\na = "{key}_here"\nb = "{key}_there"\ncollections = null\n'
            f'[storage {key}_here]\ntype = "filesystem"\npath = "{folder}"\nfileext = ".ics"\n'
            f'[storage {key}_there]\ntype = "http"\nurl = "{served.address(name)}"\n'
        )
        calendars.append(f"[[{name}]]\npath = {folder}\nreadonly = True\n")
    (home / "vdirsyncer.conf").write_text(
        f'[general]\nstatus_path = "{home}/status"\n' + "".join(pairs), encoding="utf-8"
    )
    (home / "khal.conf").write_text(
        "[calendars]\n" + "".join(calendars) + "[locale]\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "timeformat = %H:%M\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {home}/khal.db\n",
        encoding="utf-8",
    )
    one = Subscriber(home)
    one._run("vdirsyncer", "-c", str(home / "vdirsyncer.conf"), "discover")
    one.sync()
    return one


def test_a_handover_takes_events_out_of_one_calendar_and_into_the_other(served: Served, subscriber: Subscriber) -> None:
    before = [subscriber.held(name) for name in NAMES]
    uids = [served.uids(name) for name in NAMES]

    assert run(*HANDOVER, cwd=served.workspace.root).returncode == 0
    built(served.workspace, TUESDAY)
    served.publish()
    subscriber.sync()

    after = [subscriber.held(name) for name in NAMES]
    gone, come = before[0] - after[0], after[1] - before[1]
    assert len(gone) == 9
    assert "2020-12-01 Dip Audit – 5 day decisions - Stuart Jones" in gone
    assert after[0] < before[0]
    assert come == {handed_over(line) for line in gone}
    assert subscriber.listed("stuart-jones").isdisjoint(gone)
    assert subscriber.listed("kara-walne") - before[1] == come
    # Three of the nine had been hers as well.
    left, entered = uids[0] - served.uids("stuart-jones"), served.uids("kara-walne") - uids[1]
    assert (len(left), len(entered)) == (9, 6)
    assert entered < left <= served.uids("kara-walne")


def handed_over(line: str) -> str:
    """What Kara's calendar says of an event that left Stuart's."""
    title, names = line.rsplit(" - ", 1)
    return f"{title} - {', '.join(dict.fromkeys(names.replace('Stuart Jones', 'Kara Walne').split(', ')))}"


def test_what_did_not_change_is_not_fetched_into_a_calendar_again(served: Served, subscriber: Subscriber) -> None:
    before = subscriber.files()

    built(served.workspace, TUESDAY)
    served.publish()
    subscriber.sync()

    assert subscriber.files() == before


def test_doctor_finds_every_feed_of_ours_fit(served: Served) -> None:
    for name in (*NAMES, "team"):
        found = run("doctor", served.address(name), "--json", cwd=served.workspace.root)

        told = json.loads(found.stdout)
        assert (found.returncode, told["fit"]) == (0, True), told
        # It is on this computer only, and without https: that is all there is to say.
        assert {finding["rule"] for finding in told["findings"]} == {"https", "reach"}
