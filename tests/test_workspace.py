"""The workspace on disk: what is read, what is refused, and the starter."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from workspaces import MONDAY, SMALL_CONFIG, files, small, starter

from qa_calendar.delivering.building.build import rehearse
from qa_calendar.delivering.files import digest
from qa_calendar.delivering.workspace import Workspace, init
from qa_calendar.problems import DeliveryError, InvalidInputError

ROOT = Path(__file__).parent.parent
TEMPLATES, SHIPPED = ROOT / "templates", ROOT / "qa_calendar" / "delivering" / "shipped.txt"
FIRST_SUMMARY = b"""\
{{ work.title }} -
{% for worker in work.workers %}
{{ worker.name }}{% if worker.covering %} (covering {{ worker.covering }}){% endif %}{{ "," if not loop.last }}
{% else %}
Unassigned
{% endfor %}
"""


def problems(workspace: Workspace, *, templates: bool = False) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        workspace.read().templates if templates else workspace.read()
    return [str(problem) for problem in caught.value.problems]


def test_the_starter_is_whole_and_can_be_read(tmp_path: Path) -> None:
    workspace = starter(tmp_path)

    snapshot = workspace.read()

    assert (len(snapshot.config.staff), len(snapshot.frameworks[0].entries)) == (5, 40)
    assert sorted(files(workspace.root)) == [
        "config.yaml",
        "framework.yaml",
        "schemas/config.schema.json",
        "schemas/framework.schema.json",
    ]


def test_init_says_what_it_wrote_and_writes_over_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "new one"
    folder.mkdir()
    (folder / "config.yaml").write_text("mine")

    with pytest.raises(DeliveryError) as caught:
        init(folder)

    assert str(caught.value) == f"nothing written: {folder} already has config.yaml; choose another folder"
    assert files(folder).keys() == {"config.yaml"}
    (folder / "config.yaml").unlink()
    assert init(folder)[0] == folder / "config.yaml"


def test_init_where_there_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(DeliveryError, match="is a file"):
        init(tmp_path / "taken")


def test_both_missing_files_are_told_at_once(tmp_path: Path) -> None:
    assert problems(Workspace(tmp_path)) == [
        "config.yaml:1:1: there is no such file; `qa-calendar init FOLDER` writes one to start from",
        "framework.yaml:1:1: there is no such file; `qa-calendar init FOLDER` writes one to start from",
    ]


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    with (workspace.root / "framework.yaml").open("r+b") as handle:
        handle.truncate(100_000_000)

    assert problems(workspace) == [
        "framework.yaml:1:1: the file is 100 MB; over 5 MB it is some other file",
    ]


def test_a_folder_instead_of_a_file_is_told(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace.root / "config.yaml").unlink()
    (workspace.root / "config.yaml").mkdir()

    assert problems(workspace) == ["config.yaml:1:1: is a folder, not a file"]


def test_a_missing_file_does_not_hide_what_is_wrong_in_the_other(tmp_path: Path) -> None:
    workspace = small(tmp_path, SMALL_CONFIG.replace("England", "Englund"))
    (workspace.root / "framework.yaml").unlink()

    assert [problem.partition(":")[0] for problem in problems(workspace)] == ["config.yaml", "framework.yaml"]


def test_a_byte_order_mark_and_crlf_are_read(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    plain = workspace.read()
    for name in ("config.yaml", "framework.yaml"):
        path = workspace.root / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    found = workspace.read()

    assert (found.config, found.frameworks) == (plain.config, plain.frameworks)


def test_a_workspace_s_template_wins_over_the_built_in_one(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built_in = workspace.read().templates.sources
    (workspace.root / "templates").mkdir()
    (workspace.root / "templates" / "event.summary.j2").write_bytes(b"\xef\xbb\xbfMine: {{ work.title }}")

    sources = workspace.read().templates.sources

    assert sources == {**built_in, "event.summary.j2": "Mine: {{ work.title }}"}


def test_every_broken_template_is_told_at_once(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace.root / "templates").mkdir()
    (workspace.root / "templates" / "event.summary.j2").write_bytes("café".encode("cp1252"))
    (workspace.root / "templates" / "event.description.j2").write_text("one\n{{ work.title\n")
    (workspace.root / "templates" / "event.sumary.j2").write_text("x")
    (workspace.root / "templates" / "reminder.txt.j2").write_text("{% include 'footer.j2' %}")

    found = problems(workspace, templates=True)

    assert [line.partition(": ")[0] for line in found] == [
        "templates/event.description.j2:2:1",
        "templates/event.sumary.j2:1:1",
        "templates/event.summary.j2:1:4",
        "templates/reminder.txt.j2:1:1",
    ]


def test_inputs_are_every_file_a_build_is_made_from(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    before = workspace.contents(["framework.yaml"]).inputs()
    (workspace.root / "templates").mkdir()
    (workspace.root / "templates" / "extra.j2").write_text("x")

    assert workspace.contents(["framework.yaml"]).inputs() == {**before, "extra.j2": b"x"}


def test_a_path_of_the_config_is_within_the_workspace_unless_absolute(tmp_path: Path) -> None:
    contents = Workspace(tmp_path).contents()

    assert contents.path("out") == tmp_path / "out"
    assert contents.path(str(tmp_path.parent)) == tmp_path.parent


def test_an_interrupted_init_can_be_taken_away_and_repeated(tmp_path: Path) -> None:
    folder = tmp_path / "again"
    init(folder)
    shutil.rmtree(folder)

    assert len(init(folder)) == 4


def test_a_template_is_written_to_be_changed(tmp_path: Path) -> None:
    workspace = small(tmp_path)

    (written,) = init(workspace.root, ["event.summary.j2"])

    assert written == workspace.root / "templates" / "event.summary.j2"
    with pytest.raises(ValueError, match=r"no template 'event.sumary.j2' \(did you mean 'event.summary.j2'\?\)"):
        init(workspace.root, ["event.sumary.j2"])
    with pytest.raises(DeliveryError, match=r"already has templates/event.summary.j2"):
        init(workspace.root, ["event.summary.j2"])


def test_a_copy_nobody_changed_counts_as_built_in(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    built_in = workspace.read().templates.sources
    folder = workspace.root / "templates"
    folder.mkdir()
    for path in TEMPLATES.glob("*.j2"):
        (folder / path.name).write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    # As the first version came with it.
    (folder / "event.summary.j2").write_bytes(FIRST_SUMMARY)

    assert workspace.read().templates.sources == built_in


def test_every_template_that_ships_is_known_as_such() -> None:
    # Add a line for what a template is now; those of what it was stay, as people have copies.
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    now = {path.name: digest(path.read_bytes().replace(b"\r\n", b"\n")) for path in TEMPLATES.glob("*.j2")}
    assert [line for name, known in now.items() if (line := f"{known}  {name}") not in lines] == []


def test_a_changed_copy_that_no_longer_fits_is_named_with_what_stumbles_over_it(tmp_path: Path) -> None:
    workspace = small(tmp_path)
    (workspace.root / "templates").mkdir()
    # Somebody's own from before the digest asked for more words.
    (workspace.root / "templates" / "digest.words.j2").write_text("{% macro mine() %}mine{% endmacro %}\n")

    with pytest.raises(InvalidInputError) as caught:
        rehearse(workspace.read(), MONDAY)

    (problem,) = caught.value.problems
    assert str(problem.location) == "templates/digest.words.j2:1:1"
    assert problem.message.startswith("this no longer fits the built-in 'digest.")
    assert problem.message.endswith(
        "; take it away, or write it anew: `qa-calendar init . --template digest.words.j2` gives the built-in one"
    )
