"""The pages in a real browser: what everybody can use, see and print, and what none of them does.

Chromium has to be on the machine; playwright only drives it, and axe-core says what keeps people out.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pages
import pytest
from pages import HOSTILE_NAMES, KARA, Site, paged
from serving import server
from workspaces import ROOT, run

from qa_calendar.delivering.publishing.pages import planner_name
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.model import LEAD, TEAM, Occurrence

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

sync_api = pytest.importorskip("playwright.sync_api")
AXE = pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT
pypdf = pytest.importorskip("pypdf")
image = pytest.importorskip("PIL.Image")
zxing = pytest.importorskip("zxingcpp")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIETER = ["--disable-component-update", "--disable-sync"]

BEFORE, AFTER = datetime(2020, 3, 30, 9, tzinfo=UTC), datetime(2021, 4, 20, 9, tzinfo=UTC)
SCHEMES = "light", "dark"
WIDTHS = 320, 390, 800, 1024, 1600, 1920
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

BUSY: dict[str, Callable[[Site], Path]] = {
    "personal": lambda site: site.page(KARA),
    "team": lambda site: site.planner,
    "another year": lambda site: site.other_planner(),
    "loads": lambda site: site.loads(),
    "attention": lambda site: site.lead,
}
"""The pages of a workspace in which everything happened."""


@dataclass(frozen=True, slots=True)
class Empty:
    """A page with little to say: of which workspace it is, which one, what it says, and what it leaves out."""

    of: str
    page: Callable[[Site], Path]
    says: tuple[str, ...]
    leaves_out: tuple[str, ...] = ()


EMPTY = {
    "nothing to do": Empty(
        "quiet",
        lambda site: site.page("ida-idle"),
        (
            "No QA work planned for you. Your calendar works; it says so too.",
            "It shows one entry, “No QA work planned for you”.",
            "Nothing.",
        ),
        ("Overdue:", "Next:"),
    ),
    "a leaver": Empty(
        "quiet",
        lambda site: site.page("lea-left"),
        ("This calendar has ended", "Please remove it from your calendars.", "Ask Kelda Claire"),
        ("Lea Left", "Add to Outlook", "Good to know"),
    ),
    "no work at all": Empty(
        "bare",
        lambda site: site.planner,
        ("No work is planned in this year yet.", "April 2020 nothing planned"),
        ("The work of", "of 0 done"),
    ),
    "no loads at all": Empty("bare", lambda site: site.loads(), ("Nobody has any work in this year yet.",)),
    "nothing needs a person": Empty(
        "bare",
        lambda site: site.lead,
        (
            "Nothing counts as overdue yet: say from when on",
            "✓ Everything has somebody.",
            "✓ Everybody with something to do has an address.",
            "Nobody counts here who fetches: the files are served by something else.",
            "✓ No mail needs anybody.",
        ),
    ),
    "no base_url": Empty(
        "bare",
        lambda site: site.page(KARA),
        (
            "Nobody has said yet where this is read from (base_url in config.yaml).",
            "with qa-kara-walne.ics in place of the last part.",
        ),
        ("Add to Outlook", "Google Calendar", "Your address, to paste"),
    ),
    "an http base_url": Empty(
        "http",
        lambda site: site.page(KARA),
        ("This address begins with http, not https. Outlook and phones may refuse it", "Add to Outlook"),
    ),
    "a private base_url": Empty(
        "private",
        lambda site: site.page(KARA),
        (
            "Outlook on the web and Google cannot read this address: it is inside your network",
            "Classic Outlook for Windows",
            "Your address, to paste",
        ),
        ("Add to Outlook", "Google Calendar", "Outlook for Mac"),
    ),
    "a year not begun": Empty(
        "before",
        lambda site: site.planner,
        ("As of Monday 30 March 2020", "The team: 0 of 3 done As of"),
        ("as of Mon 30",),
    ),
    "a year over": Empty(
        "over",
        lambda site: site.planner,
        ("As of Tuesday 20 April 2021", "The team: 0 of 3 done · 3 overdue"),
        ("as of Tue 20",),
    ),
    "nobody named": Empty(
        "deserted",
        lambda site: site.planner,
        ("The team: 0 of 3 done · 3 with nobody", "File Audit nobody named Nobody named"),
    ),
    "nobody has any": Empty(
        "deserted",
        lambda site: site.loads(),
        ("Nobody has any work in this year yet.", "All, each once"),
        ("Fullest:",),
    ),
    "everything needs somebody": Empty(
        "deserted",
        lambda site: site.lead,
        ("3 with nobody", "Nobody does the work of Anna Bell from Wednesday 1 April 2020."),
    ),
}
"""What pages are where there is little to say, or nothing."""


def left(folder: Path) -> Site:
    """`quiet` with the link that Lea had: whoever has left before there are links gets none."""
    return paged(paged(pages.quiet(folder), datetime(2020, 8, 3, 9, tzinfo=UTC)).workspace)


def half_done(workspace: Workspace) -> Site:
    """*workspace* with what was due recorded as done."""
    pages.do_what_was_due(workspace)
    return paged(workspace)


MADE: dict[str, Callable[[Path], Site]] = {
    "busy": pages.busy,
    "year": lambda folder: half_done(pages.shipped(folder)),
    "nothing done": lambda folder: paged(pages.shipped(folder), AFTER),
    "big": lambda folder: half_done(pages.big(folder)),
    "hostile": lambda folder: paged(pages.hostile(folder)),
    "quiet": left,
    "bare": lambda folder: paged(pages.bare(folder)),
    "http": lambda folder: paged(pages.shipped(folder, "http://qa.example.gov.uk/")),
    "private": lambda folder: paged(pages.shipped(folder, "https://qa.council.local/")),
    "before": lambda folder: paged(pages.tiny(folder), BEFORE),
    "over": lambda folder: paged(pages.tiny(folder), AFTER),
    "deserted": lambda folder: paged(pages.deserted(folder), BEFORE),
}
"""How the workspaces are made that these tests are about."""


@dataclass(slots=True)
class Sites:
    """Workspaces by name, each made when somebody first asks for it."""

    folder: Path
    made: dict[str, Site] = field(default_factory=dict)

    def __call__(self, name: str = "busy") -> Site:
        if name not in self.made:
            self.made[name] = MADE[name](self.folder / name)
        return self.made[name]

    def page(self, name: str) -> Path:
        """One of the pages in `BUSY` and `EMPTY`."""
        return BUSY[name](self()) if name in BUSY else EMPTY[name].page(self(EMPTY[name].of))


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return Sites(tmp_path_factory.mktemp("sites"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *QUIETER])
        yield running
        running.close()


@dataclass(slots=True)
class Heard:
    """What a page asked for, and what it said to whoever looks behind it."""

    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        def dismiss(dialog: Dialog) -> None:
            self.dialogs.append(dialog.message)
            dialog.dismiss()

        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.messages.append(message.text))
        context.on("weberror", lambda error: self.messages.append(str(error.error)))
        context.on("dialog", dismiss)


@dataclass(slots=True)
class Looking:
    """Opens pages, each as somebody else would see it, and hears what they say."""

    browser: Browser
    heard: Heard = field(default_factory=Heard)
    windows: dict[str, Page] = field(default_factory=dict)

    def at(self, page: Path | str, width: int = 1600, **options: Any) -> Page:
        """*page*, a file or an address, in a window of that width; *options* are those of a context.

        There is one window for the same width and options, and another page takes the place of the last one in it.
        """
        key = repr((width, options))
        if key not in self.windows:
            context = self.browser.new_context(viewport={"width": width, "height": 900}, **options)
            self.heard.listen(context)
            self.windows[key] = context.new_page()
        self.windows[key].goto(page if isinstance(page, str) else page.as_uri())
        return self.windows[key]

    def close(self) -> None:
        for window in self.windows.values():
            window.context.close()


@pytest.fixture
def looking(browser: Browser) -> Iterator[Looking]:
    one = Looking(browser)
    yield one
    one.close()


def violations(page: Page, width: int) -> list[str]:
    """What axe finds at that width: each rule with the first element that breaks it."""
    page.set_viewport_size({"width": width, "height": 900})
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "selectors": False}
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def too_wide(page: Page, width: int | None = None) -> int:
    """By how many pixels the page scrolls sideways, at that width if any is named."""
    if width is not None:
        page.set_viewport_size({"width": width, "height": 900})
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", [*BUSY, *EMPTY])
def test_axe_finds_nothing_on_a_page_which_does_not_scroll_sideways(
    name: str, scheme: str, sites: Sites, looking: Looking
) -> None:
    page = looking.at(sites.page(name), color_scheme=scheme)
    page.evaluate(AXE)

    found = {width: (violations(page, width), too_wide(page)) for width in WIDTHS}

    assert found == {width: ([], 0) for width in WIDTHS}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["o01-service-framework.docx", "o16-ugly-names-and-months.docx"])
def test_axe_finds_nothing_on_the_page_of_an_import(name: str, scheme: str, tmp_path: Path, looking: Looking) -> None:
    argv = ("import", str(ROOT / "tests" / "documents" / "open" / name), "--html", "page.html", "--today", "2026-01-15")
    assert run("-C", "new", *argv, cwd=tmp_path).returncode == 0
    page = looking.at(tmp_path / "page.html", color_scheme=scheme)
    page.evaluate(AXE)

    found = {width: (violations(page, width), too_wide(page)) for width in WIDTHS}

    assert found == {width: ([], 0) for width in WIDTHS}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_where_one_person_is_chosen(scheme: str, sites: Sites, looking: Looking) -> None:
    page = looking.at(sites().planner, color_scheme=scheme)
    page.check(f"#f-{KARA}")
    page.evaluate(AXE)

    found = {width: violations(page, width) for width in WIDTHS}

    assert found == {width: [] for width in WIDTHS}


def test_axe_would_find_what_is_wrong(sites: Sites, looking: Looking) -> None:
    page = looking.at(sites().planner, bypass_csp=True)
    page.evaluate(AXE)
    page.add_style_tag(content=".faint { color: #bbb !important } h1 { display: none }")

    found = violations(page, 1600)

    assert {one.partition(":")[0] for one in found} == {"color-contrast", "page-has-heading-one"}


SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
SPACED_TOO = "p { margin-bottom: 2em !important }"
"""WCAG 2.2, 1.4.12: text spacing."""


@pytest.mark.parametrize("name", [*BUSY, *EMPTY])
def test_no_page_scrolls_sideways_with_everything_open_and_text_spaced(
    name: str, sites: Sites, looking: Looking
) -> None:
    page = looking.at(sites.page(name), bypass_csp=True)
    open_all(page)
    page.add_style_tag(content=SPACED + SPACED_TOO)

    found = {width: too_wide(page, width) for width in WIDTHS}

    assert found == dict.fromkeys(WIDTHS, 0)


@pytest.mark.parametrize("name", EMPTY)
def test_a_page_says_what_there_is_to_say_where_that_is_little(name: str, sites: Sites, looking: Looking) -> None:
    empty = EMPTY[name]
    page = looking.at(sites.page(name))
    open_all(page)

    said = " ".join(page.inner_text("body").split())

    assert [sentence for sentence in empty.says if sentence not in said] == []
    assert [sentence for sentence in empty.leaves_out if sentence in said] == []


@pytest.mark.parametrize("name", [*BUSY, *EMPTY])
def test_a_page_asks_for_nothing_and_says_nothing_behind_the_scenes(name: str, sites: Sites, looking: Looking) -> None:
    path = sites.page(name)
    page = looking.at(path)

    for media, scheme in (("screen", "dark"), ("print", "light")):
        page.emulate_media(media=media, color_scheme=scheme)
        open_all(page)
        page.screenshot()

    assert (looking.heard.requests, looking.heard.messages) == ([path.as_uri()], [])


@pytest.mark.parametrize("name", [*BUSY, "a leaver"])
def test_the_policy_allows_the_styles_by_their_hash_and_no_script(name: str, sites: Sites, looking: Looking) -> None:
    page = looking.at(sites.page(name))

    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content") or ""
    style = page.evaluate("document.querySelector('style').textContent")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        document.querySelector('h1').setAttribute('style', 'color: rgb(1, 2, 3)');
    }""")

    assert policy.split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    assert "unsafe" not in policy
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(1, 2, 3)"
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    assert ["Content Security Policy" in message for message in looking.heard.messages] == [True, True]


def test_a_served_page_asks_for_nothing_more_and_its_header_forbids_nothing_it_has(
    sites: Sites, looking: Looking
) -> None:
    site = sites()
    names = {KARA: ["index.html"], TEAM: ["index.html", site.other_planner().name, site.loads().name]}
    names[LEAD] = [site.lead.name]
    with server(site.workspace) as running:
        addresses = [
            f"http://127.0.0.1:{running.port}/{site.tokens[slug]}/{name}" for slug in names for name in names[slug]
        ]
        policies = {running.get(urlsplit(address).path)["content-security-policy"] or "" for address in addresses}

        titles = [looking.at(address).title() for address in addresses]

    assert (looking.heard.requests, looking.heard.messages) == (addresses, [])
    assert len(set(titles)) == 5
    assert all("frame-ancestors 'none'" in policy and "unsafe" not in policy for policy in policies)


@dataclass(frozen=True, slots=True)
class Focused:
    """What has the focus: what it is, and how wide the ring around it or its label is."""

    what: str
    ring: float


FOCUSED = """() => {
    const one = document.activeElement;
    if (one === document.body) return null;
    const ring = e => getComputedStyle(e).outlineStyle === 'none' ? 0 : parseFloat(getComputedStyle(e).outlineWidth);
    const box = one.getBoundingClientRect();
    const seen = box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
    const around = Math.max(ring(one), one.closest('label') ? ring(one.closest('label')) : 0);
    return [(one.className.split(' ')[0] || one.id || one.localName), seen ? around : -1];
}"""


def tabbed(page: Page) -> list[Focused]:
    """All that Tab reaches, in turn."""
    found: list[Focused] = []
    while True:
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now is None or len(found) > 300:
            return found
        found.append(Focused(*now))


@pytest.mark.parametrize("name", BUSY)
def test_tab_reaches_everything_and_a_ring_shows_where_it_is(name: str, sites: Sites, looking: Looking) -> None:
    page = looking.at(sites.page(name))
    there = page.evaluate("""() => [...document.querySelectorAll('a[href], summary, input, [tabindex="0"]')].filter(
        one => one.checkVisibility() && !(one.type === 'radio' && !one.checked)).length""")

    found = tabbed(page)

    assert [one for one in found if one.ring < 2] == []
    assert len(found) == there


def test_tab_reaches_the_skip_link_then_the_filter_then_the_sheet_the_months_and_the_address(
    sites: Sites, looking: Looking
) -> None:
    page = looking.at(sites().planner)

    found = [one.what for one in tabbed(page)]

    in_turn = [what for at, what in enumerate(found) if at == 0 or found[at - 1] != what]
    assert in_turn == [
        *("skip", "a", "f--all", "scroll", "box", "summary", "button", "summary", "address", "a"),
    ]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "address"
    assert page.evaluate("getSelection().toString()").endswith("/qa-team.ics")


def test_the_skip_link_leads_past_the_sheet(sites: Sites, looking: Looking) -> None:
    page = looking.at(sites().planner)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.localName") == "summary"


def test_arrow_keys_change_whose_work_is_shown(sites: Sites, looking: Looking) -> None:
    page = looking.at(sites().planner)
    page.focus("#f--all")

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    assert page.is_checked(f"#f-{KARA}")
    assert shown(page).people == {"Kara Walne"}


def test_enter_and_space_open_and_close_a_month(sites: Sites, looking: Looking) -> None:
    page = looking.at(sites().planner)
    page.focus("#m-2020-11 summary")
    states = [page.get_attribute("#m-2020-11", "open")]

    for key in ("Enter", "Enter", "Space"):
        page.keyboard.press(key)
        states.append(page.get_attribute("#m-2020-11", "open"))

    assert states == [None, "", None, ""]
    assert page.is_visible("#m-2020-11 li")


@pytest.mark.parametrize("with_script", [True, False])
def test_a_box_leads_to_its_entry_in_a_month_that_was_closed(with_script: bool, sites: Sites, looking: Looking) -> None:
    page = looking.at(sites().planner, java_script_enabled=with_script)
    box = page.locator("a.box[href^='#w-2020-11-repeat-plan']")
    target = page.locator(f"[id='{(box.get_attribute('href') or '').removeprefix('#')}']")
    before = target.is_visible()

    box.focus()
    page.keyboard.press("Enter")

    target.wait_for(state="visible", timeout=2000)
    assert before is False
    assert target.evaluate("e => e.getBoundingClientRect().top < innerHeight && e.getBoundingClientRect().bottom > 0")
    assert target.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a planner is shown, all months opened."""

    boxes: list[str]
    rows: list[str]
    months: list[str]
    entries: list[str]
    names: list[str]
    counting_everybody: int

    @property
    def people(self) -> set[str]:
        """Who has a part in all of it."""
        parts = [set(re.split(r", | and ", re.sub(r" \(covering .*?\)", "", one))) for one in self.names]
        return set.intersection(*parts) if parts else set()


def open_all(page: Page) -> None:
    """Open all that is closed."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def shown(page: Page) -> Shown:
    """What *page* shows."""
    open_all(page)
    found = page.evaluate("""() => {
        const seen = what => [...document.querySelectorAll(what)].filter(one => one.checkVisibility());
        return [
            seen('.box').map(one => one.querySelector('.vh').textContent),
            seen('.sheet tbody th').map(one => one.textContent),
            seen('.planner .rest details[id^=m-]').map(one => one.querySelector('h3').textContent),
            seen('.months li h4').map(one => one.firstChild.textContent.trim()),
            seen('.months li > p:first-of-type').map(one => one.textContent),
            seen('.everybody').length,
        ];
    }""")
    return Shown(*found)


def of_kara(site: Site) -> list[Occurrence]:
    """Her work of the first year."""
    (months, *_) = (one.months for one in site.snapshot.frameworks)
    return [one for one in site.snapshot.plan.of("Kara Walne") if one.month in months]


def test_without_javascript_a_page_says_the_same(sites: Sites, looking: Looking) -> None:
    for name in BUSY:
        with_it, without = (looking.at(sites.page(name), java_script_enabled=on) for on in (True, False))

        assert with_it.inner_text("body") == without.inner_text("body")


def test_without_javascript_only_the_work_of_the_one_who_is_chosen_is_shown(sites: Sites, looking: Looking) -> None:
    page = looking.at(sites().planner, java_script_enabled=False)
    everybody = shown(page)
    hers = of_kara(sites())

    page.click("text=Kara Walne")
    found = shown(page)

    assert everybody.counting_everybody > 14
    assert found.counting_everybody == 0
    assert sorted(found.entries) == sorted(one.title for one in hers)
    assert found.people == {"Kara Walne"}
    assert len(found.boxes) == len(hers) < len(everybody.boxes)
    assert all("Kara Walne" in said for said in found.boxes)
    assert set(found.rows) == {one.entry.activity.title for one in hers} < set(everybody.rows)
    assert found.months == list(dict.fromkeys(f"{one.start:%B %Y}" for one in sorted(hers, key=lambda one: one.start)))

    page.click("text=Everybody")
    assert shown(page) == everybody


@dataclass(frozen=True, slots=True)
class Sheet:
    """What comes out of a printer: how many sheets, of what size in millimetres, and what stands on them."""

    sizes: list[tuple[int, int]]
    text: str


A4, A3, A4_UPRIGHT = (297, 210), (420, 297), (210, 297)


def printed(page: Page, paper: str, *, landscape: bool = True) -> Sheet:
    """*page* on that paper, with the margins that Chromium takes where a page asks for none."""
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "10mm")
    raw = page.pdf(format=paper, landscape=landscape, margin=margin)
    sheets = pypdf.PdfReader(io.BytesIO(raw)).pages
    sizes = [(round(one.mediabox.width * 25.4 / 72), round(one.mediabox.height * 25.4 / 72)) for one in sheets]
    return Sheet(sizes, " ".join(" ".join(one.extract_text() for one in sheets).split()))


PEOPLE = "KC Kelda Claire · KW Kara Walne · SJ Stuart Jones · CT Claire Turnbull · IROs"


@pytest.mark.parametrize(("paper", "size"), [("A4", A4), ("A3", A3)])
@pytest.mark.parametrize("name", ["year", "busy", "nothing done"])
def test_the_shipped_year_prints_on_one_sheet(
    name: str, paper: str, size: tuple[int, int], sites: Sites, looking: Looking
) -> None:
    found = printed(looking.at(sites(name).planner), paper)

    assert found.sizes == [size]
    assert PEOPLE in found.text
    assert "Thematic Audit – Pre-Birth" in found.text
    assert [word for word in ("Month by month", "Why:", "The work of", "Add to Outlook") if word in found.text] == []


def test_thirty_activities_of_twelve_people_print_on_one_a3_sheet_a_year(sites: Sites, looking: Looking) -> None:
    site = sites("big")
    framework = site.snapshot.frameworks[0]
    assert (len(framework.activities), len(site.snapshot.config.staff)) == (30, 12)

    for planner in (site.planner, site.other_planner()):
        found = printed(looking.at(planner), "A3")

        assert found.sizes == [A3]
        assert "KWa Kara Walne" in found.text
        assert "KWi Karen Williams" in found.text
        assert all(f"Audit number {at} of" in found.text for at in range(30))


@pytest.mark.parametrize("name", ["year", "busy", "big"])
def test_the_load_chart_prints_on_one_a4_sheet_with_its_months_whole(name: str, sites: Sites, looking: Looking) -> None:
    found = printed(looking.at(sites(name).loads()), "A4")

    assert found.sizes == [A4]
    assert "As of Monday 12 October 2020" in found.text
    assert "July August September October November December January February March Year" in found.text


def test_a_printed_personal_page_has_the_address_the_code_and_no_steps(sites: Sites, looking: Looking) -> None:
    site = sites("year")
    page = looking.at(site.page(KARA))
    address = f"https://qa.example.gov.uk/{site.tokens[KARA]}/qa-kara-walne.ics"

    found = printed(page, "A4", landscape=False)

    assert found.sizes == [A4_UPRIGHT] * 2
    assert address in found.text.replace(" ", "")  # it may be broken in two
    assert "Good to know" in found.text
    assert "Thematic audit - HSB" in found.text
    steps = ("Add to Outlook", "Choose Import", "Classic Outlook", "Auto-refresh", "Ctrl+C", "On your phone?")
    assert [step for step in steps if step in found.text] == []
    page.emulate_media(media="print")
    assert decoded(page) == [f"https://qa.example.gov.uk/{site.tokens[KARA]}/index.html"]
    millimetres = page.evaluate("document.querySelector('.code svg').getBoundingClientRect().width / 96 * 25.4")
    assert 29 < millimetres < 31


def test_everybodys_personal_page_prints_on_two_sheets_at_most(sites: Sites, looking: Looking) -> None:
    site = sites("year")

    found = {
        person.slug: len(printed(looking.at(site.page(person.slug)), "A4", landscape=False).sizes)
        for person in site.snapshot.config.staff
    }

    assert {slug: sheets for slug, sheets in found.items() if sheets > 2} == {}


def test_a_planner_printed_for_one_person_says_whose_work_it_is(sites: Sites, looking: Looking) -> None:
    page = looking.at(sites("year").planner)
    page.check(f"#f-{KARA}")

    found = printed(page, "A4")

    assert found.sizes == [A4]
    assert "The work of Kara Walne KW" in found.text
    assert [word for word in ("Everybody", "of 39 done", "Starting in the month") if word in found.text] == []
    assert "Care Plan Quality Audit" in found.text
    assert "Timeliness ICPC" not in found.text


@pytest.mark.parametrize("name", BUSY)
def test_a_dark_reader_prints_on_white(name: str, sites: Sites, looking: Looking) -> None:
    page = looking.at(sites.page(name), color_scheme="dark")
    on_screen = corner(page)

    page.emulate_media(media="print", color_scheme="dark")

    assert on_screen == (0x1B, 0x1F, 0x23)
    assert corner(page) == (255, 255, 255)
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(31, 41, 51)"


def corner(page: Page) -> tuple[int, ...]:
    """The colour of the last pixel of a window, at its lower right."""
    raw = image.open(io.BytesIO(page.screenshot())).convert("RGB")
    found: tuple[int, ...] = raw.getpixel((raw.width - 1, raw.height - 1))
    return found


LOOKS = """what => {
    const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const pixel = colours => {
        colours.forEach(colour => { paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1) });
        return [...paint.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const paper = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll(what)].filter(one => one.checkVisibility()).map(one => {
        const style = getComputedStyle(one);
        const edge = pixel([paper, style.borderRightColor]), fill = pixel([paper, style.backgroundColor]);
        const is_seen = String(edge) !== String(pixel([paper])) || String(fill) !== String(pixel([paper]));
        const bright = (.2126 * fill[0] + .7152 * fill[1] + .0722 * fill[2]) / 255;
        return [one.className, is_seen ? style.borderRightStyle : 'none', is_seen ? style.borderRightWidth : '0px',
                bright > .5, one.innerText];
    });
}"""
STATES = "done", "overdue", "over", "nobody", "this-week", "under-way", "planned"
WORDS = "✓", "overdue", "nobody", "due", "under way", "planned", "over", "!", "?", "•"

Look = tuple[str, str, bool, tuple[str, ...]]


def looks(page: Page, what: str) -> dict[str, set[Look]]:
    """How each state looks but for its colours: border, width, whether its fill is bright, what it says."""
    found: dict[str, set[Look]] = {}
    for classes, style, width, bright, text in page.evaluate(LOOKS, what):
        (state,) = set(classes.split()) & set(STATES)
        words = tuple(word for word in WORDS if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))
        found.setdefault(state, set()).add((style, width, bright, words))
    return found


@pytest.mark.parametrize("colours", [*SCHEMES, "forced"])
@pytest.mark.parametrize(
    "drawn",
    [
        ("team", ".box", STATES),
        ("team", ".months .tag:not(.moved)", STATES),
        ("loads", ".sheet .square", tuple(state for state in STATES if state != "under-way")),
    ],
    ids=["boxes", "tags", "squares"],
)
def test_states_are_told_apart_without_colour(
    drawn: tuple[str, str, tuple[str, ...]], colours: str, sites: Sites, looking: Looking
) -> None:
    name, what, states = drawn
    options: dict[str, Any] = {"forced_colors": "active"} if colours == "forced" else {"color_scheme": colours}
    page = looking.at(sites.page(name), **options)
    open_all(page)

    found = looks(page, what)

    assert set(found) == set(states)
    alike = [(one, other) for one in found for other in found if one < other and found[one] & found[other]]
    assert alike == []


def test_with_forced_colours_the_border_of_a_box_tells_what_needs_somebody(sites: Sites, looking: Looking) -> None:
    page = looking.at(sites().planner, forced_colors="active")

    borders = {state: {look[:2] for look in some} for state, some in looks(page, ".box").items()}

    ordinary = {("solid", "1px")}
    assert borders == {
        "overdue": {("double", "4px")},
        "nobody": {("dashed", "2px")},
        "this-week": {("solid", "2px")},
        "under-way": ordinary,
        "planned": ordinary,
        "done": {("none", "0px")},
        "over": {("none", "0px")},
    }


def test_hostile_names_are_shown_as_they_are_written_and_do_nothing(sites: Sites, looking: Looking) -> None:
    site = sites("hostile")
    slugs = [person.slug for person in site.snapshot.config.staff]
    beside = site.page(slugs[0], planner_name(site.snapshot.frameworks[0]))
    paths = [site.planner, beside, site.loads(), site.lead, *map(site.page, slugs)]
    elements = "['script', 'img', 'style', '[onerror]'].map(what => document.querySelectorAll(what).length)"

    for path in paths:
        page = looking.at(path)
        open_all(page)
        said = page.evaluate("document.body.textContent")
        wide = {width: too_wide(page, width) for width in WIDTHS}

        assert page.evaluate(elements) == [0, 0, 1, 0]
        assert wide == dict.fromkeys(WIDTHS, 0)
        assert page.evaluate("getComputedStyle(document.body).display") == "block"
        theirs = HOSTILE_NAMES if path == beside or path.parent.name in (TEAM, LEAD) else HOSTILE_NAMES[:1]
        assert [name for name in theirs if name not in said] == []

    assert looking.heard == Heard(requests=[path.as_uri() for path in paths])


def test_pages_of_hostile_names_pass_axe(sites: Sites, looking: Looking) -> None:
    site = sites("hostile")
    for path in (site.planner, site.loads(), site.lead, site.page("p-1")):
        page = looking.at(path)
        page.evaluate(AXE)

        found = {width: violations(page, width) for width in (320, 1600)}

        assert found == {320: [], 1600: []}


@pytest.mark.parametrize("name", ["hostile", "big"])
def test_hostile_and_big_pages_do_not_scroll_sideways_with_spaced_text(
    name: str, sites: Sites, looking: Looking
) -> None:
    site = sites(name)
    for path in (site.planner, site.loads(), site.page(site.snapshot.config.staff[0].slug)):
        page = looking.at(path, bypass_csp=True)
        open_all(page)
        page.add_style_tag(content=SPACED + SPACED_TOO)

        assert {width: too_wide(page, width) for width in WIDTHS} == dict.fromkeys(WIDTHS, 0)


@pytest.mark.parametrize("of", ["busy", "http", "private", "quiet"])
def test_an_address_is_there_to_copy_and_never_to_follow(of: str, sites: Sites, looking: Looking) -> None:
    site, with_address = sites(of), 0
    for path in {path.read_bytes(): path for path in site.all()}.values():
        page = looking.at(path)
        links = page.evaluate("[...document.querySelectorAll('[href]')].map(one => one.href)")
        assert [link for link in links if re.match(r"(?i)(https?|file):.*\.ics$", link)] == []
        for field_ in page.query_selector_all("input:not([type=radio])"):
            with_address += 1
            value = field_.get_attribute("value") or ""
            assert re.fullmatch(r"https?://\S+/qa-[a-z-]+\.ics", value)
            assert field_.evaluate(
                "e => [e.readOnly, e.labels.length, e.labels[0].innerText.endsWith('to paste')]"
            ) == [*(True, 1, True)]
            assert value.replace("https:", "webcal:").replace("http:", "webcal:") in links

    assert with_address == len([path for path in site.all() if path.name == "index.html"]) - (of == "quiet")


def test_the_coordinators_page_is_linked_from_no_other(sites: Sites) -> None:
    site = sites()
    token, name = site.tokens[LEAD], site.lead.name

    linking = [
        path for path in site.all() if path != site.lead and {token, name} & set(re.findall(r"[\w.-]+", text(path)))
    ]

    assert text(site.lead)
    assert linking == []


def text(path: Path) -> str:
    return path.read_bytes().decode()


def decoded(page: Page) -> list[str]:
    """What a camera reads on the page."""
    code = page.locator(".code svg")
    raw = image.open(io.BytesIO(code.screenshot()))
    return [found.text for found in zxing.read_barcodes(raw)]


@pytest.mark.parametrize("colours", [*SCHEMES, "forced"])
@pytest.mark.parametrize("slug", [KARA, TEAM])
def test_the_code_leads_a_telephone_to_the_page_and_not_to_the_feed(
    slug: str, colours: str, sites: Sites, looking: Looking
) -> None:
    options: dict[str, Any] = {"forced_colors": "active"} if colours == "forced" else {"color_scheme": colours}
    page = looking.at(sites().page(slug), width=390, **options)

    assert decoded(page) == [f"https://qa.example.gov.uk/{sites().tokens[slug]}/index.html"]
