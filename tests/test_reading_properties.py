"""Whatever is in the two files, they are read or every problem has its place in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from broken import CONFIG, FRAMEWORK, broken, cases
from builders import read_both
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qa_calendar.problems import InvalidInputError, Location, Problem
from qa_calendar.reading.config import ConfigShape
from qa_calendar.reading.framework import FrameworkShape

ROOT = Path(__file__).parent.parent
SHIPPED = tuple((ROOT / name).read_bytes().decode() for name in ("config.yaml", "framework.yaml"))
MARKS = "\t\n\r :-,[]{}&*!|>'\"%@`#?~\\aA0\x00\x07\x85\u2028\ufeff\u00e9\U0001f600\ud800"
# No word of pydantic's, and no message in two lines.
_FOREIGN = re.compile(r"Input should|should have|Value error|Field required|valid \w+ type|pydantic|\n|not readable as")

quick = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


def check(config: str | bytes, framework: str | bytes) -> None:
    """Read both; what is raised must be ours, in order, and inside the files."""
    texts = {"config.yaml": config, "framework.yaml": framework}
    problems = problems_of(config, framework)
    assert problems is None or problems
    assert list(problems or ()) == sorted(set(problems or ()))
    for problem in problems or ():
        assert not _FOREIGN.search(problem.message), problem
        assert 1 <= problem.location.line <= _lines(texts[problem.location.file]) + 1
        assert problem.location.column >= 1


def problems_of(config: str | bytes, framework: str | bytes) -> tuple[Problem, ...] | None:
    """What is wrong with both files; None when they can be read."""
    try:
        read_both(config, framework)
    except InvalidInputError as error:
        return error.problems
    return None


def _lines(content: str | bytes) -> int:
    text = content.decode(errors="replace") if isinstance(content, bytes) else content
    return len(re.split(r"\r\n|\r|\n", text))


def mutated(text: str, at: int, mark: str, kind: str) -> str:
    """*text* with one character more, less or other."""
    at %= len(text)
    return text[:at] + ("" if kind == "less" else mark) + text[at + (kind != "more") :]


@quick
@given(st.text(), st.text())
@example("\x00", "a: \ufeff\u2028")
@example("\ud800", "")
def test_any_text_is_read_or_has_a_problem(config: str, framework: str) -> None:
    check(config, FRAMEWORK)
    check(CONFIG, framework)
    check(config, framework)


@quick
@given(st.binary(), st.sampled_from([b"", CONFIG.encode(), b"\xef\xbb\xbf", b"a: b\r\n"]))
def test_any_bytes_are_read_or_have_a_problem(raw: bytes, before: bytes) -> None:
    check(before + raw, FRAMEWORK)
    check(CONFIG, before + raw)


@quick
@given(st.text(alphabet="ab \n:-,[]{}'\"#&*!|>?%@\t", max_size=40), st.sampled_from([CONFIG, FRAMEWORK]))
def test_any_yaml_like_end_is_read_or_has_a_problem(end: str, text: str) -> None:
    check(text + end if text is CONFIG else CONFIG, text + end if text is FRAMEWORK else FRAMEWORK)


@quick
@given(
    st.integers(0, 10_000),
    st.sampled_from(MARKS) | st.characters(),
    st.sampled_from(["more", "less", "other"]),
    st.booleans(),
)
def test_a_slip_of_one_key_in_the_shipped_files_is_read_or_has_a_problem(
    at: int, mark: str, kind: str, first: bool
) -> None:
    config, framework = SHIPPED
    if first:
        check(mutated(config, at, mark, kind), framework)
    else:
        check(config, mutated(framework, at, mark, kind))


scalars = st.none() | st.sampled_from(
    ["", "a", "Peer Audit", "Kelda Claire", "2020-09-01", "1", "true", "first working day"]
)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "id", "from", "Peer Audit", ""]), inner, max_size=3)
    ),
    max_leaves=6,
)


def flow(value: object) -> str:
    """*value* as YAML in one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, value)) + "]"
        case None:
            return "~"
        case _:
            return f"'{value}'"


@quick
@given(
    st.sampled_from(list(ConfigShape.model_fields)),
    trees,
    st.sampled_from(list(FrameworkShape.model_fields)),
    trees,
)
def test_any_value_in_any_place_is_read_or_has_a_problem(one: str, value: object, other: str, second: object) -> None:
    config = "".join(re.split(rf"(?m)^{one}:.*\n(?: .*\n)*", CONFIG)) + f"{one}: {flow(value)}\n"
    framework = "".join(re.split(rf"(?m)^{other}:.*\n(?: .*\n)*", FRAMEWORK)) + f"{other}: {flow(second)}\n"

    check(config, framework)


@quick
@given(st.data())
def test_lines_lost_or_doubled_are_read_or_have_a_problem(data: st.DataObject) -> None:
    texts = list(SHIPPED)
    which = data.draw(st.integers(0, 1))
    lines = texts[which].split("\n")
    first = data.draw(st.integers(0, len(lines) - 1))
    last = data.draw(st.integers(first, min(first + 3, len(lines))))
    lines[first:last] = data.draw(
        st.sampled_from([[], lines[first:last] * 2, [f" {line}" for line in lines[first:last]]])
    )
    texts[which] = "\n".join(lines)

    check(*texts)


# What a message says is written there, and what it says to write in its place.
_MEANT = re.compile(
    r"(?:found |key |no \w+ |rule |^|cannot read |in )'(?P<old>[^']*)'.*did you mean '?(?P<new>[^?']*)'?\?"
)
_LIST = re.compile(r"found '(?P<old>.*)' \(write (?P<new>\[[^…]*\])\)")
_SEVERAL = re.compile(r"no \w+ '(?P<old>.*)' \(these are \d: write \[(?P<new>.*)\]\)")
_LINE = re.compile(r"(?:write quotes around it|write straight ones): (?P<new>.*)")


def suggestions(pattern: re.Pattern[str]) -> list[tuple[str, str, Problem, re.Match[str]]]:
    """The cases in which *pattern* is said: which file, what is in it, the problem and what is offered."""
    return [
        (file, text, problem, found)
        for file, small in (("config.yaml", CONFIG), ("framework.yaml", FRAMEWORK))
        for out, into, _ in cases(f"broken_{file.replace('yaml', 'txt')}")
        for text in [broken(small, out, into)]
        for problem in both(file, text) or ()
        if problem.location.file == file and (found := pattern.search(problem.message))
    ]


def both(file: str, text: str) -> tuple[Problem, ...] | None:
    """What is wrong when *text* is in *file*, beside the other small file."""
    return problems_of(text, FRAMEWORK) if file == "config.yaml" else problems_of(CONFIG, text)


def put_in(text: str, place: Location, old: str, new: str) -> str | None:
    """*text* with *new* for *old* at *place*, or the first behind it in that line; None where it is not there."""
    lines = text.split("\n")
    before, behind = lines[place.line - 1][: place.column - 1], lines[place.line - 1][place.column - 1 :]
    at = behind.casefold().find(old.casefold())
    if at < 0:
        return None
    lines[place.line - 1] = before + behind[:at] + new + behind[at + len(old) :]
    return "\n".join(lines)


def still_said(file: str, text: str, place: Location) -> list[Problem]:
    """What is wrong at *place* of *text*, but for what is there already."""
    return [
        one for one in both(file, text) or () if one.location == place and "twice (first in line" not in one.message
    ]


@pytest.mark.parametrize(("pattern", "least"), [(_MEANT, 70), (_LIST, 20), (_SEVERAL, 2)])
def test_what_is_offered_is_taken(pattern: re.Pattern[str], least: int) -> None:
    tried = 0
    for file, text, problem, found in suggestions(pattern):
        # A value in quotes of its own is replaced with them.
        typed = (f"{left}{found['old']}{right}" for left, right in ('""', "''", "“”", "‘’", ("", "")))
        tries = (put_in(text, problem.location, old, found["new"]) for old in typed)
        mended = next((one for one in tries if one is not None), None)
        if mended is not None and "{" not in found["new"]:
            tried += 1
            assert not still_said(file, mended, problem.location), problem
    assert tried >= least


def test_the_line_to_write_is_read() -> None:
    tried = 0
    for file, text, problem, found in suggestions(_LINE):
        lines = text.split("\n")
        line = lines[problem.location.line - 1]
        if not re.search(r"[\[{]", line.replace(": {period: May}", "")) and re.match(r'\s+(\w+:|-|"|“|Audit)', line):
            new = found["new"] if found["new"][-1] != ":" or line[-1] == ":" else found["new"] + line.partition(":")[2]
            lines[problem.location.line - 1] = line[: len(line) - len(line.lstrip())] + new
            tried += 1
            again = both(file, "\n".join(lines)) or ()
            assert not [one for one in again if _LINE.search(one.message) and one.location == problem.location], problem
    assert tried >= 9


@quick
@given(st.text(alphabet="ab#\"'\\:“”• -,", min_size=1, max_size=20), st.sampled_from(["purpose", "place"]))
@example("a: b #1", "purpose")
def test_text_is_whole_or_it_is_said(words: str, key: str) -> None:
    """Free text typed without quotes is read as typed, or there is a problem; comments need two spaces and one."""
    text = FRAMEWORK.replace("    purpose: To see why.\n", f"    {key}: a{words}\n")
    if problems_of(CONFIG, text) is None:
        activity = read_both(CONFIG, text)[1].activities[1]
        shown = activity.purpose if key == "purpose" else activity.about.place
        assert shown == " ".join(re.sub(r"\s{2,}#(\s.*)?$|\s#$", "", f"a{words}").split())


COMMENTED = {
    "config.yaml": CONFIG.replace("qa.example.gov.uk\n", "qa.example.gov.uk # never change it\n").replace(
        "  nation: England\n",
        "  nation: England #Wales\n  week: [Mon, Tue] # no more\n  open: # days\n  - 2020-05-02 #!\n",
    ),
    "framework.yaml": FRAMEWORK.replace("year: 2020\n", "year: 2020 # to March\nfirst_month: April #4\n")
    .replace("title: QA framework\n", "title: QA framework  # ours\n")
    .replace("To see why.\n", "To see why.\n    id: x # kept\n    rule: {start: day 15} # or\n")
    .replace("[Peer Audit]", "[Peer Audit] #1"),
}


def test_a_comment_is_one_behind_what_is_no_free_text() -> None:
    assert COMMENTED["config.yaml"].count("#") == 5
    assert COMMENTED["framework.yaml"].count("#") == 6
    assert problems_of(COMMENTED["config.yaml"], COMMENTED["framework.yaml"]) is None


def test_a_name_with_an_unseen_letter_in_staff_is_no_suggestion() -> None:
    problems = problems_of(CONFIG.replace("Kelda Claire:", "Kelda\u200e Claire:"), FRAMEWORK) or ()

    unseen = "there is a letter nobody sees behind 'Kelda': U+200E LEFT-TO-RIGHT MARK; type this anew"
    assert [str(problem) for problem in problems] == [
        f"config.yaml:3:3: {unseen}",
        f"framework.yaml:8:15: no worker 'Kelda Claire': in config.yaml's staff, {unseen}",
    ]
