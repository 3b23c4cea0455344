"""What a server was asked and what it said, as values: whoever fetches fills them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Reach(StrEnum):
    """From where an address can be reached, as far as can be told."""

    ANYWHERE = "anywhere"
    INSIDE = "inside a network only"
    HERE = "this computer only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for one request; *trouble* says why it is not whole, and with status 0 why there is none.

    *body* is without compression, unless it is still *coded*; it is not there when it is *too_large*.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    trouble: str = ""
    too_large: bool = False
    coded: bool = False

    def header(self, name: str) -> str | None:
        """What the header *name* says, several joined by commas; None when it is not there."""
        found = [value.strip() for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(found) if found else None

    @property
    def content_type(self) -> str:
        """The media type without its parameters."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    def content_parameters(self) -> dict[str, str]:
        """The parameters of the media type, in small letters."""
        return dict(_pairs((self.header("Content-Type") or "").partition(";")[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A redirect: where it leads, *status*, and why it was not followed, if so."""

    status: int
    to: str
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Everything asked of one address: *first* is the feed, the others put one question each; None was not asked.

    *again* is the same once more, *squeezed* allows compression, *known* and *since* say we have this version already,
    *other* that we have another one of the same time, *parents* are the folders above, *stranger* is the same address
    with another secret. *untrusted* says what is wrong with the certificate; then nothing was asked. Nor was it where
    the visit is *unasked*, as it leads into a network and nobody named it.
    """

    address: str
    reach: Reach
    first: Answer
    untrusted: str = ""
    unasked: bool = False
    hops: tuple[Hop, ...] = ()
    again: Answer | None = None
    head: Answer | None = None
    squeezed: Answer | None = None
    known: Answer | None = None
    since: Answer | None = None
    other: Answer | None = None
    parents: tuple[Answer, ...] = ()
    stranger: Answer | None = None


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for one in text.split(";"):
        key, equals, value = one.partition("=")
        if equals:
            yield key.strip().lower(), value.strip().strip('"').lower()
