"""Many clients at once while feeds are rebuilt in a loop and links rotated: is any answer torn, mixed or wrong?

`python tests/load_serve.py CLIENTS SECONDS [WORKERS]` prints what was answered, and fails if one answer was not legal.

What is legal is known exactly: a version that was replaced before the request was sent is stale, a link that was
rotated away before it was sent is gone, and one that counts from then until the answer is there is never 404 or 503.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path

from serving import feed, put, put_links, server, token
from workspaces import small

SLUGS = ("team", *(f"person-{n}" for n in range(10)))
PAUSE = 0.002
ROTATE_EVERY = 20
REQUESTS_PER_CONNECTION = 25
NOTHING = b"There is nothing at this address.\n"


@dataclass(slots=True)
class Steps:
    """How far a writer is: the step it has begun, and the last that was done before anybody could look."""

    begun: int = 0
    done: int = 0


@dataclass(slots=True)
class Truth:
    """What is in out/, as the writer knows it."""

    out: Path
    versions: dict[str, Steps] = field(default_factory=lambda: {slug: Steps() for slug in SLUGS})
    links: dict[str, Steps] = field(default_factory=lambda: {slug: Steps() for slug in SLUGS})

    def rebuild(self, slug: str) -> None:
        steps = self.versions[slug]
        steps.begun += 1
        put(self.out / "feeds" / f"{slug}.ics", version(slug, steps.begun), settled=False)
        steps.done = steps.begun

    def rotate(self, *slugs: str) -> None:
        for slug in slugs:
            self.links[slug].begun += 1
        put_links(self.out, {slug: link(slug, self.links[slug].begun) for slug in SLUGS})
        for slug in slugs:
            self.links[slug].done = self.links[slug].begun


def version(slug: str, number: int) -> bytes:
    """Every version is another one; their sizes come again."""
    return feed(f"{slug} {number:09d}", size=(3_000, 40_000, 3_000, 3_100)[number % 4])


def link(slug: str, number: int) -> str:
    return token(f"{slug} {number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request, and what counted when it was sent."""

    slug: str
    method: str
    link: int
    tag: str
    newest_link: int
    oldest: int

    @property
    def is_gone(self) -> bool:
        return self.link < self.newest_link

    @property
    def text(self) -> bytes:
        known = f"If-None-Match: {self.tag}\r\n" if self.tag else ""
        path = f"/{link(self.slug, self.link)}/qa-{self.slug}.ics"
        return f"{self.method} {path} HTTP/1.1\r\nHost: x\r\n{known}\r\n".encode()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Load:
    """The clients together: what they found."""

    port: int
    truth: Truth
    until: float
    found: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    async def client(self, seed: int) -> None:
        chance = random.Random(seed)
        known: dict[str, str] = {}
        while time.monotonic() < self.until:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                for _ in range(REQUESTS_PER_CONNECTION):
                    await self._one(chance, known, reader, writer)
            finally:
                writer.close()

    async def _one(
        self, chance: random.Random, known: dict[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        sent = self._chosen(chance, known)
        began = time.perf_counter()
        writer.write(sent.text)
        answer = await answered(reader, sent.method)
        self.took.append(time.perf_counter() - began)
        self.found[f"{sent.method} {answer.status}"] += 1
        lives_on = self.truth.links[sent.slug].begun == sent.newest_link
        said = trouble(sent, answer, lives_on=lives_on)
        if not said and answer.status != 404:
            said = mixed(sent, answer, self.truth.versions[sent.slug].begun)
            known[sent.slug] = answer.headers["etag"]
        if said:
            self.wrong.append(f"{sent.method} {sent.slug}: {said}")

    def _chosen(self, chance: random.Random, known: dict[str, str]) -> Sent:
        slug, links = chance.choice(SLUGS), self.truth.links
        gone = links[slug].done > 0 and chance.random() < 0.2
        newest = links[slug].done
        return Sent(
            slug=slug,
            method="HEAD" if chance.random() < 0.1 else "GET",
            link=chance.randrange(newest) if gone else newest,
            tag=known.get(slug, "") if chance.random() < 0.5 else "",
            newest_link=newest,
            oldest=self.truth.versions[slug].done,
        )


_TAGS: dict[tuple[str, int], str] = {}


def tag_of(slug: str, number: int) -> str:
    key = slug, number
    if key not in _TAGS:
        _TAGS[key] = f'"{hashlib.sha256(version(slug, number)).hexdigest()[:32]}"'
    return _TAGS[key]


def trouble(sent: Sent, answer: Answer, *, lives_on: bool) -> str:
    """What is wrong with the status; a link that is rotated while it is asked for may be either."""
    if answer.status == 404:
        body = NOTHING if sent.method == "GET" else b""
        if answer.body != body or answer.headers["content-length"] != str(len(NOTHING)) or "etag" in answer.headers:
            return "another 404 than the constant one"
        return "" if sent.is_gone or not lives_on else "404 for a link that counts"
    if answer.status not in (200, 304):
        return f"{answer.status} for what is there"
    if sent.is_gone:
        return f"{answer.status} for a link that was rotated away before"
    return "" if parsedate_to_datetime(answer.headers["last-modified"]) else "no Last-Modified"


def mixed(sent: Sent, answer: Answer, newest: int) -> str:
    """What is wrong with the bytes, their length or their ETag: they are of one version, and that is not stale."""
    tag = answer.headers["etag"]
    number = next((n for n in range(newest, sent.oldest - 1, -1) if tag_of(sent.slug, n) == tag), None)
    if number is None:
        return f"{tag} is none of the versions {sent.oldest} to {newest}"
    if answer.status == 304:
        return "" if tag == sent.tag else "304 with another ETag than the one that was sent"
    whole = version(sent.slug, number)
    fits = answer.headers["content-length"] == str(len(whole)) and (sent.method == "HEAD" or answer.body == whole)
    return "" if fits else "bytes or length are not those of the ETag"


async def answered(reader: asyncio.StreamReader, method: str) -> Answer:
    """The next answer on a connection."""
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)).decode("latin-1").split("\r\n")
    headers = {name: value for name, _, value in (line.lower().partition(": ") for line in head[1:-2])}
    status = int(head[0].split()[1])
    length = 0 if method == "HEAD" or status == 304 else int(headers["content-length"])
    return Answer(status, headers, await asyncio.wait_for(reader.readexactly(length), 60))


def writing(truth: Truth, ended: threading.Event) -> Iterator[str]:
    """Rebuild and rotate until it is over: some all the time, some so seldom that they are kept in memory."""
    chance = random.Random(0)
    while not ended.is_set():
        truth.rebuild(chance.choice(SLUGS[:5] if chance.random() < 0.99 else SLUGS))
        yield "feeds rebuilt"
        if time.monotonic() % 10 < 5 and chance.random() < 1 / ROTATE_EVERY:
            truth.rotate(*chance.sample(SLUGS, 3))
            yield "times links rotated"
        time.sleep(PAUSE)


async def all_at_once(load: Load, clients: int) -> None:
    await asyncio.gather(*(load.client(seed) for seed in range(clients)))


def report(load: Load, what: str, written: Counter[str]) -> None:
    took = sorted(load.took)
    half, most = (took[len(took) * part // 100] * 1000 for part in (50, 99))
    print(f"{what}: {len(took)} answers, half within {half:.0f} ms, 99 of 100 within {most:.0f} ms")
    print(f"  {', '.join(f'{count} {what}' for what, count in sorted(written.items()))}")
    print(f"  {', '.join(f'{what}: {count}' for what, count in sorted(load.found.items()))}")
    print("\n    ".join([f"  wrong: {len(load.wrong)}", *load.wrong[:20]]))


def main(clients: int, seconds: float, workers: int = 2) -> int:
    with tempfile.TemporaryDirectory() as folder:
        workspace = small(Path(folder))
        truth, ended, written = Truth(workspace.root / "out"), threading.Event(), Counter[str]()
        for slug in SLUGS:
            truth.rebuild(slug)
        truth.rotate()
        with server(workspace, "--workers", str(workers)) as running:
            writer = threading.Thread(target=lambda: written.update(writing(truth, ended)))
            writer.start()
            load = Load(running.port, truth, time.monotonic() + seconds)
            try:
                asyncio.run(all_at_once(load, clients))
            finally:
                ended.set()
                writer.join()
    report(load, f"{clients} clients for {seconds:g} seconds, {workers} processes", written)
    return 1 if load.wrong or not written["times links rotated"] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), *map(int, sys.argv[3:4])))
