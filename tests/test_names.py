"""One name however it is typed, and ids that no library's version changes."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from broken import CONFIG, FRAMEWORK, changed, said
from builders import read_both
from hypothesis import given
from hypothesis import strategies as st
from workspaces import SMALL_CONFIG, SMALL_FRAMEWORK, built, feeds, run, small

from qa_calendar.delivering.workspace import Workspace
from qa_calendar.names import Names, key, slug, straight
from qa_calendar.reading.clashes import id_of, slug_of

TRIALS = {
    "'": "‘’ʼ′`´",
    '"': "“”„",
    "-": "‐‑‒–—−",
    " ": "\u00a0\u2009\u202f\t  ",
}
FROZEN = {
    "Child's Plan Audit": "child-s-plan-audit",
    "18 + month CP Plan Audit": "18-month-cp-plan-audit",
    "Observation of ROA & CP Conference": "observation-of-roa-cp-conference",
    "Siân Évans": "sian-evans",
    "Niamh Ní Bhriain": "niamh-ni-bhriain",
    "Łukasz Żółć": "lukasz-zolc",
    "Straße 5 ½": "strasse-5-1-2",
    "Œuvre Ærø": "oeuvre-aero",
    "Иван Петров": "ivan-petrov",
    "Μαρία": "maria",
    "北京": "bei-jing",
    "محمد": "mhmd",
    "O'Neill": "o-neill",
    "1,000 files": "1000-files",
    "A &amp; B": "a-b",
    "Q&A: who's who?": "q-a-who-s-who",
    "  spaced   out  ": "spaced-out",
    "a--b__c": "a-b-c",
    "'quoted'": "quoted",
    "!": "",
}


@pytest.mark.parametrize(("title", "made"), FROZEN.items())
def test_an_id_is_what_it_was(title: str, made: str) -> None:
    assert slug(title) == made


def test_a_long_title_is_cut_at_a_word_as_it_was() -> None:
    long = (
        "Observation of the multi agency review of the arrangements for children with complex needs in residential care"
    )

    assert id_of(long) == "observation-of-the-multi-agency-review-of-the-arrangements-for-children-with-in"


@given(st.text(st.sampled_from("Aa Bb-' 7,.&é\"ß"), max_size=40))
def test_what_is_written_with_straight_characters_keeps_its_id(text: str) -> None:
    from slugify import slugify

    once = " ".join(text.split())
    assert slug(text, 80) == slugify(once, max_length=80, word_boundary=True, backend="text-unidecode")


@given(st.text("abAB 'é\"-O", min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_typographic_variants_are_one_name_with_one_id(text: str, chance: object) -> None:
    variant = "".join(chance.choice(TRIALS.get(letter, letter)) for letter in text)  # type: ignore[attr-defined]
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, variant)
        assert key(typed) == key(text)
        assert key(typed.upper()) == key(text.upper())
        assert slug(typed) == slug(text)
        assert straight(straight(typed)) == straight(typed)


def test_a_name_is_found_however_it_is_typed() -> None:
    names = Names({"Siân O'Neill": "Siân O'Neill", "S O'Neill": "Siân O'Neill", "Ann Bell": "Ann Bell"})

    for typed in ("siân o’neill", "Sia\u0302n O'NEILL", "S\u00a0Oʼneill"):
        assert names.find(typed) == "Siân O'Neill"
    assert names.find("Sian O'Neill") is None  # another letter is another name
    assert list(names) == ["Siân O'Neill", "S O'Neill", "Ann Bell"]


def test_both_files_may_type_a_name_in_their_own_way() -> None:
    framework = FRAMEWORK.replace("IRO's", "iro’s").replace("- Timeliness ICPC", "- Timeliness\u00a0icpc")
    config = CONFIG + "date_changes: [{activity: peer  audit, month: May, move_to: 2020-05-12, because: x}]\n"

    settings, found = read_both(config, framework)

    assert {entry.workers for entry in found.entries} == {("IROs",), ("Kelda Claire",)}
    assert [entry.title for entry in found.entries][:2] == ["Peer Audit", "Timeliness ICPC"]
    assert settings.date_changes[0].activity == "Peer Audit"


def test_two_names_that_are_one_are_shown_both() -> None:
    twice = changed(CONFIG, "working_days:\n", "  kelda  claire: {role: Other}\nworking_days:\n")
    titles = changed(
        FRAMEWORK, "  Timeliness ICPC:\n", "  Peer\u00a0audit: {purpose: x, workers: [IROs]}\n  Timeliness ICPC:\n"
    )

    assert "'kelda claire' and 'Kelda Claire' (line 3) are one name; keep one" in said(twice)[0]
    assert "'Peer audit' and 'Peer Audit' (line 5) are one name; keep one" in said(CONFIG, titles)[0]


def test_another_spelling_stands_for_one_activity() -> None:
    framework = FRAMEWORK.replace("{purpose: To learn.,", "{purpose: To learn., also_known_as: [Buddy Audit],")
    both = changed(
        framework, "    workers: [Kelda Claire]\n", "    workers: [Kelda Claire]\n    also_known_as: [buddy audit]\n"
    )

    assert said(CONFIG, framework.replace("  April: [Peer Audit]", "  April: [Buddy’s Audit]")) != []
    _, found = read_both(CONFIG, framework.replace("  April: [Peer Audit]", "  April: [buddy audit]"))
    assert found.entries[0].title == "Peer Audit"
    assert "'buddy audit' already stands for 'Peer Audit'" in said(CONFIG, both)[0]


def test_a_person_s_id_keeps_their_feed() -> None:
    config = changed(CONFIG, "Kelda Claire: {role: Safeguarding SM}", "Kelda Smith: {role: SM, id: kelda-claire}")

    settings, _ = read_both(config, FRAMEWORK.replace("Kelda Claire", "Kelda Smith"))

    assert settings.staff[0].slug == "kelda-claire"
    assert slug_of("Kelda Claire") == "kelda-claire"


@pytest.mark.parametrize("bad", ["Kelda Claire", "con", "team", "iros"])
def test_an_id_must_be_one_and_nobody_else_s(bad: str) -> None:
    assert said(changed(CONFIG, "{role: Safeguarding SM}", f"{{role: SM, id: {bad}}}")) != []


def test_what_word_makes_of_an_apostrophe_changes_nothing(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    for file in ("config.yaml", "framework.yaml"):
        path = workspace.root / file
        text = (
            path.read_text(encoding="utf-8")
            .replace("Cem Dora", '"Cem O\'Neill"')
            .replace("Peer Audit", '"Child\'s Audit"')
        )
        path.write_text(text, encoding="utf-8")
    built(workspace)
    mark = ("done", "child’s audit", "--month", "April", "--today", "2020-04-02")
    assert run(*mark, cwd=workspace.root).returncode == 0
    before = set(feeds(workspace))

    for file in ("config.yaml", "framework.yaml"):
        path = workspace.root / file
        path.write_text(
            path.read_text(encoding="utf-8").replace("O'Neill", "O’Neill").replace("Child's", "Child’s"),
            encoding="utf-8",
        )
    ended = run("build", "--now", "2020-04-03T09:00", cwd=workspace.root)

    assert set(feeds(workspace)) == before
    assert "Changed: 1 reworded" in ended.stdout
    assert '"done": 1' in run("progress", "--today", "2020-06-01", "--json", cwd=workspace.root).stdout


STAFF = """\
calendar_id: qa.example.gov.uk
staff:
  Siân Hughes: {role: Auditor}
  Gareth Hughes: {role: Auditor}
  Ann Lee: {role: Auditor}
  Bob Lee: {role: Auditor}
working_days: {nation: England}
"""


@pytest.mark.parametrize(
    ("worker", "said_"),
    [
        ("S Hughes", "no worker 'S Hughes' (did you mean 'Siân Hughes'?)"),
        ("Hughes", "no worker 'Hughes' (did you mean 'Siân Hughes' or 'Gareth Hughes'?)"),
        ("Ann Lee / Bob Lee", "no worker 'Ann Lee / Bob Lee' (these are 2: write [Ann Lee, Bob Lee])"),
        ("Ann Lee & Bob Lee", "(these are 2: write [Ann Lee, Bob Lee])"),
        ("Ann Lee and Bob Lee", "(these are 2: write [Ann Lee, Bob Lee])"),
        ("Ann Lee; bob lee", "(these are 2: write [Ann Lee, Bob Lee])"),
        ("Zed Zebra", "no worker 'Zed Zebra'"),
    ],
)
def test_never_the_wrong_person_is_suggested(worker: str, said_: str) -> None:
    framework = FRAMEWORK.replace("IRO's", worker).replace("Kelda Claire", "Ann Lee")

    (found, *_) = said(STAFF, framework)

    assert said_ in found


@pytest.mark.parametrize("typed", ["01/09/2020", "1.9.2020", "1 September 2020", "1st Sept 2020", "1 Sep 2020"])
def test_a_date_may_be_typed_as_the_british_do(tmp_path: Path, typed: str) -> None:
    workspace = small(tmp_path)

    ended = run("handover", "anna", "Cem", "--from", typed, "--only", "file", "--dry-run", cwd=workspace.root)

    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.splitlines() == [
        f"'{typed}' is taken as Tuesday 1 September 2020.",
        "'Cem' is taken as 'Cem Dora'.",
        "'anna' is taken as 'Anna Bell'.",
        "'file' is taken as 'File Audit'.",
    ]
    assert "{from: 2020-09-01, work_of: Anna Bell, goes_to: Cem Dora, only: [File Audit]}" in ended.stdout


# Rules of an activity


def rules_for(tmp_path: Path, *lines: str) -> Workspace:
    """Rules in config.yaml for File Audit, which was called Dip Audit before."""
    rules = "".join(f"    {line}\n" for line in lines)
    config = SMALL_CONFIG.replace("feeds:\n", f"  activities:\n{rules}feeds:\n")
    renamed = SMALL_FRAMEWORK.replace("  File Audit:\n", "  File’s Audit:\n    also_known_as: [Dip Audit]\n")
    return small(tmp_path, config, renamed.replace("- File Audit", "- File’s Audit"))


@pytest.mark.parametrize("typed", ["File's Audit", "file’s  audit", "Dip Audit", "dip audit"])
def test_rules_hold_however_their_activity_is_typed(tmp_path: Path, typed: str) -> None:
    workspace = rules_for(tmp_path, f'"{typed}": {{start: 3rd working day}}')

    assert run("check", cwd=workspace.root).returncode == 0
    explained = run("explain", "File's Audit", "--month", "2020-04", cwd=workspace.root)
    assert "2020-04-03  Friday 3 April 2020" in explained.stdout


@pytest.mark.parametrize("second", ["file’s audit", "Dip Audit"])
def test_two_rules_for_one_activity_are_an_error_that_shows_both(tmp_path: Path, second: str) -> None:
    rules = ('"File\'s Audit": {start: 3rd working day}', f"{second}: {{start: 4th working day}}")
    ended = run("check", cwd=rules_for(tmp_path, *rules).root)

    assert ended.returncode == 1
    assert re.match(r"config.yaml:\d+:5: ", ended.stderr)
    assert f"'{second}' and 'File's Audit' (line 11) are one activity; keep one" in ended.stderr
