"""Where a feed is and how it is handed out: the address, the way there, the answer itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qa_calendar.rendering.fitness.answers import Answer, Reach, Visit
from qa_calendar.rendering.fitness.components import is_page
from qa_calendar.rendering.fitness.findings import MUST, SHOULD, Finding, Rule, masked, secrets, shown

HTTPS = Rule(
    "https",
    MUST,
    "the address begins with https",
    why="whoever is on the way reads the calendar and its secret address; Outlook on the web may refuse it",
    cure="serve it over https",
)
CERTIFICATE = Rule(
    "certificate",
    MUST,
    "the certificate is valid, for this name, and from an authority everybody trusts",
    why="calendar programs do not ask as a browser does: they do not fetch the feed, and do not say why",
    cure="get a certificate for this name from a public authority, renewed by itself, with its intermediates",
)
REACH = Rule(
    "reach",
    MUST,
    "Microsoft and Google can reach the address",
    why="Outlook on the web, new Outlook and Google fetch from their own servers, which see no intranet",
    cure="publish it where the internet can reach it, or use classic Outlook or Thunderbird inside the network",
)
LOGIN = Rule(
    "login",
    MUST,
    "no login",
    why="a calendar program that fetches has nobody to log in",
    cure="let the secret in the address be what lets people in",
)
REDIRECT = Rule(
    "redirect",
    MUST,
    "no redirect",
    why="Outlook cannot be relied on to follow one",
    cure="give people the address it ends at",
)
STATUS = Rule(
    "status",
    MUST,
    "the answer is 200",
    why="on 404 Thunderbird empties the calendar; on anything else nobody gets news",
    cure="serve the file; where there is trouble answer 503, on which every client keeps what it has",
)
TYPE = Rule(
    "content-type",
    MUST,
    "Content-Type: text/calendar; charset=utf-8",
    why="by it clients tell a calendar from a page; some guess another charset",
    cure="map .ics to text/calendar; charset=utf-8 in the server",
)
COMPRESSED = Rule(
    "compression",
    MUST,
    "what is not asked for compressed does not come compressed, and better never",
    why="a client that did not ask cannot read it; there is a report of Outlook failing even when it asked",
    cure="switch compression off for .ics",
)
LENGTH = Rule(
    "length",
    SHOULD,
    "Content-Length is there",
    why="without it a client cannot tell a feed that was cut off from a whole one",
    cure="send Content-Length",
)
CUT = Rule(
    "cut-off",
    MUST,
    "the body is as long as it says",
    why="Evolution and Thunderbird drop every event when the body is cut off",
    cure="look at what stands between the file and the reader, and that the file is replaced whole",
)
PATH = Rule(
    "path",
    SHOULD,
    "the path ends in a readable name and .ics",
    why="some programs go by the ending, and Thunderbird names the calendar after it",
    cure="call it for example /<secret>/qa-kelda-claire.ics",
)
SECRET = Rule(
    "secret",
    SHOULD,
    "a secret of 128 random bits is in the path",
    why="there is no login, so whoever guesses the address reads the calendar",
    cure="put a drawn word of 26 letters and digits or more before the name, unless everybody may read it",
)
ATTACHMENT = Rule(
    "attachment",
    SHOULD,
    "no Content-Disposition: attachment",
    why="a browser saves the file, people open it, and have a copy that never changes",
    cure="leave the header out",
)
LISTING = Rule(
    "listing",
    MUST,
    "the folder above shows no list of files",
    why="whoever sees the list has everybody's secret addresses",
    cure="switch directory listings off, and replace the links: they are known now",
)
STRANGER = Rule(
    "unknown-secret",
    MUST,
    "another secret in its place is 404",
    why="if any secret will do it is none; and what is revoked must look like what never was",
    cure="answer 404 with the same body for what is unknown and for what is revoked",
)
BASE_URL = Rule(
    "base-url",
    MUST,
    "base_url in config.yaml leads to our feeds",
    why="mail and pages send people there",
    cure="put out/feeds there, or correct base_url in config.yaml",
)
RULES = (
    *(
        HTTPS,
        CERTIFICATE,
        REACH,
        LOGIN,
        REDIRECT,
        STATUS,
        TYPE,
        COMPRESSED,
        LENGTH,
        CUT,
        PATH,
        SECRET,
        ATTACHMENT,
        LISTING,
    ),
    *(STRANGER, BASE_URL),
)

_LOGIN_HOST = re.compile(
    r"(?i)//(?:[^/]*@)?(?:login|sso|auth|adfs|idp|accounts?|signin)\.|/(?:login|signin|sso|auth)\b"
)
_PASSWORD = re.compile(rb"(?i)type\s*=\s*[\"']?password|<title>[^<]*(?:sign|log)[ -]?in")
_LINKED = re.compile(rb"(?i)href\s{0,9}=\s{0,9}[\"']?([^\"'> ]{0,300}\.ics)")
_INDEX = re.compile(rb"(?i)<title>\s{0,99}(?:index of|directory listing)|<ListBucketResult")


def of_address(visit: Visit) -> Iterator[Finding]:
    """What is wrong with the address, whatever answers there."""
    address, reach = visit.address, visit.reach
    if not address.lower().startswith("https:"):
        yield HTTPS.broken(masked(address), "it is not https", level=MUST if reach is Reach.ANYWHERE else SHOULD)
    if re.match(r"(?i)[a-z]+://[^/?#]*@", address):
        yield LOGIN.broken(masked(address), "there is a name or a password in it; it was fetched without")
    if reach is not Reach.ANYWHERE:
        unasked = "; nothing was fetched, as nobody named it on the command line" if visit.unasked else ""
        # Whoever names their own computer knows that nobody else sees it.
        level = SHOULD if reach is Reach.HERE and not visit.unasked else MUST
        yield REACH.broken(masked(address), f"it can be reached from {reach}{unasked}", level=level)
    path = re.split(r"[?#]", address.partition("//")[2], maxsplit=1)[0]
    if not re.search(r"/[A-Za-z][^/]*\.ics$", path):
        yield PATH.broken(masked(address), "the path does not end in a name and .ics")
    if (bits := max(map(_bits, secrets(address.partition("//")[2])), default=0)) < 128:
        yield SECRET.broken(masked(address), f"the secret has {bits} bits at most" if bits else "there is no secret")


def _bits(secret: str) -> int:
    """How many bits were drawn for *secret* at most, by the letters it is made of."""
    drawn = "".join(re.findall("[A-Za-z0-9]", secret.removesuffix(".ics")))
    return len(drawn) * (4 if re.fullmatch("[0-9a-f]+", drawn) else 5 if drawn.islower() else 6)


def of_answer(visit: Visit) -> Iterator[Finding]:
    """What is wrong with the way to the feed, and with the answer."""
    if visit.untrusted:
        yield CERTIFICATE.broken(masked(visit.address), visit.untrusted)
    for hop in visit.hops:
        refused = f", which was not followed: {hop.refused}" if hop.refused else ""
        yield REDIRECT.broken("Location", f"{hop.status} leads to {masked(hop.to)}{refused}")
        if _LOGIN_HOST.search(hop.to):
            yield LOGIN.broken("Location", f"it leads to a login at {masked(hop.to)}")
    if not (visit.hops and visit.hops[-1].refused):
        yield from _of_first(visit.first)
        yield from _of_others(visit)


def of_base_url(visit: Visit, uids: Iterable[str], calendar_id: str) -> Iterator[Finding]:
    """That what answers is no feed of ours: none of its *uids* is of our calendar."""
    first = visit.first
    if first.status == 0:
        return
    if first.status != 200:
        yield BASE_URL.broken(masked(visit.address), f"the answer is {first.status}")
    elif not any(uid.endswith(f"@{calendar_id}") for uid in uids):
        what = "a web page" if is_page(first.body) else "something else"
        yield BASE_URL.broken(masked(visit.address), f"it is {what}, not a feed of {calendar_id}")


def _of_first(first: Answer) -> Iterator[Finding]:
    if first.status == 0:
        return
    if first.status in (401, 403, 407):
        yield LOGIN.broken("status", f"the answer is {first.status}")
    elif first.status != 200:
        yield STATUS.broken("status", f"the answer is {first.status}")
    if is_page(first.body) and _PASSWORD.search(first.body):
        yield LOGIN.broken("body", "it is a page to log in at")
    if first.status == 200:
        yield from _headers(first)


def _headers(first: Answer) -> Iterator[Finding]:
    yield from _content_type(first)
    if encoding := _encoding(first):
        yield COMPRESSED.broken("Content-Encoding", f"it is {encoding} though nobody asked")
    if first.trouble and not first.too_large:
        yield CUT.broken("body", shown(first.trouble, 200))
    if first.header("Content-Length") is None:
        yield LENGTH.broken("Content-Length", "is missing")
    if (first.header("Content-Disposition") or "").lower().startswith("attachment"):
        yield ATTACHMENT.broken("Content-Disposition", "it is an attachment")


def _content_type(first: Answer) -> Iterator[Finding]:
    said, parameters = first.header("Content-Type"), first.content_parameters()
    if first.content_type != "text/calendar":
        yield TYPE.broken("Content-Type", f"it is '{shown(said, 60)}'" if said else "is missing")
        return
    charset = parameters.get("charset")
    if charset is None:
        yield TYPE.broken("Content-Type", "it names no charset", level=SHOULD)
    elif charset.replace("-", "") != "utf8":
        yield TYPE.broken("Content-Type", f"its charset is {shown(charset, 30)}")
    method = re.search(rb"(?im)^METHOD:([A-Z-]+)", first.body[:4096])
    written = method[1].decode().lower() if method else None
    if parameters.get("method") != written:
        wanted = f"method={written.upper()}, as the feed has it" if written else "no method, as the feed has none"
        yield TYPE.broken("Content-Type", f"should say {wanted}", level=SHOULD)


def _encoding(answer: Answer) -> str:
    found = (answer.header("Content-Encoding") or "").lower()
    return "" if found == "identity" else shown(found, 30)


def _of_others(visit: Visit) -> Iterator[Finding]:
    first, squeezed, stranger = visit.first, visit.squeezed, visit.stranger
    if squeezed and _encoding(squeezed) and not _encoding(first):
        yield COMPRESSED.broken("Content-Encoding", f"it is {_encoding(squeezed)} when asked", level=SHOULD)
    for parent in visit.parents:
        yield from _listing(visit.address, parent)
    if stranger and stranger.status not in (0, 404):
        level = MUST if stranger.status == 200 else SHOULD
        yield STRANGER.broken("another secret", f"the answer is {stranger.status}", level=level)


def _listing(address: str, parent: Answer) -> Iterator[Finding]:
    if parent.status != 200:
        return
    own = address.partition("?")[0].rpartition("/")[2].encode("utf-8", "replace")
    others = {link for link in _LINKED.findall(parent.body) if link.rpartition(b"/")[2] != own}
    if _INDEX.search(parent.body):
        yield LISTING.broken("the folder above", "it shows a list of files")
    elif others:
        # A page about public calendars may well link to them.
        level = MUST if any(secrets(address.partition("//")[2])) else SHOULD
        yield LISTING.broken("the folder above", f"it links to {len(others)} other .ics", level=level)
