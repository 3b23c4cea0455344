"""Links and sites when something came between: a cut, another place, another machine, a colleague's new name."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from test_links import AT, NOW, asked, on_site, published, urls, workspace
from workspaces import SMALL_CONFIG, edit, run, small

from qa_calendar.delivering.publishing.publish import Publisher
from qa_calendar.delivering.publishing.putting import Putter
from qa_calendar.delivering.publishing.site import Site
from qa_calendar.delivering.publishing.target import Folder
from qa_calendar.delivering.state.builds import opened_store
from qa_calendar.delivering.state.links import TOKEN, LinkStore
from qa_calendar.delivering.workspace import Workspace
from qa_calendar.problems import DeliveryError

FREE = "base_url: https://qa.example.gov.uk/\n"


class CutOff(Folder):
    """A folder at which everything ends as something is to be removed."""

    def remove(self, path: str) -> None:
        raise KeyboardInterrupt


class Busy(Folder):
    """A folder in which somebody has everything open."""

    def remove(self, path: str) -> None:
        raise DeliveryError(f"cannot remove {path}: somebody has it open")


def publisher(root: Path, to: Folder | None = None) -> Publisher:
    return Publisher(snapshot=Workspace(root).read(), now=NOW, to=to)


def feed_of(root: Path, name: str, site: str = "site") -> Path:
    return root / site / str(urls(root)[name]).removeprefix("https://qa.example.gov.uk/")


def test_a_cut_after_a_lost_state_leaves_no_revoked_feed_behind(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    old = feed_of(root, "Anna Bell")
    publisher(root).rotate("anna-bell")
    shutil.rmtree(root / "state")
    asked(root, "build")

    with pytest.raises(KeyboardInterrupt):
        publisher(root, CutOff(root / "site")).publish()
    asked(root, "publish")

    assert not old.parent.exists()
    assert on_site(root) == set(urls(root).values())


def test_a_cut_before_an_older_database_is_put_back_leaves_no_revoked_feed_behind(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    shutil.copytree(root / "state", root / "backup")
    asked(root, "links", "rotate", "Anna Bell")
    old = feed_of(root, "Anna Bell")
    publisher(root).rotate("anna-bell")

    with pytest.raises(KeyboardInterrupt):
        publisher(root, CutOff(root / "site")).publish()
    shutil.rmtree(root / "state")
    (root / "backup").rename(root / "state")
    (root / "out" / ".qa-calendar.links").unlink()
    asked(root, "publish")

    assert not old.parent.exists()
    assert on_site(root) == set(urls(root).values())


def test_what_is_revoked_leaves_every_place_it_was_published_to(tmp_path: Path) -> None:
    root = workspace(tmp_path, "").root
    for site in ("site", "another"):
        asked(root, "publish", "--to", site)
    old = str(urls(root)["Anna Bell"]).split("/")[3]

    said = asked(root, "links", "revoke", "Anna Bell")

    assert not [path for site in ("site", "another") for path in (root / site).iterdir() if path.name == old]
    assert said.stderr == ""
    assert f"Published to {root / 'another'} and {root / 'site'}." in asked(root, "status").stdout


def test_a_place_that_is_gone_is_said_until_somebody_says_so(tmp_path: Path) -> None:
    found = workspace(tmp_path, "")
    root = found.root
    asked(root, "publish", "--to", "site")
    run("publish", "--to", "trial", "--now", "2020-04-02T09:00Z", cwd=root)
    shutil.rmtree(root / "site")
    (root / "site").write_text("a file where a folder was")

    refused = asked(root, "links", "revoke", "Anna Bell", code=3)
    asked(root, "publish", "--drop", "nowhere", code=2)
    dropped = asked(root, "publish", "--drop", str(root / "site"))
    after = asked(root, "publish")

    assert f"links that were revoked are still at {root / 'site'}" in refused.stderr
    assert "`qa-calendar publish --drop" in refused.stderr
    assert "Forgotten: what was published to" in dropped.stdout
    assert after.stderr == ""


def test_a_run_says_who_has_no_link_because_of_a_place_that_is_gone(tmp_path: Path) -> None:
    found = workspace(tmp_path, "")
    asked(found.root, "publish", "--to", "trial")
    shutil.rmtree(found.root / "trial")
    edit(found, "config.yaml", "  Cem Dora:", "  Eve Fox: {role: Auditor}\n  Cem Dora:")

    ended = run("run", *AT, cwd=found.root)

    assert "no link was made for Eve Fox" in ended.stderr
    assert not (found.root / "trial").exists()
    asked(found.root, "publish", "--drop", str(found.root / "trial"))
    assert urls(found.root)["Eve Fox"]


def test_another_machine_that_was_overtaken_writes_nothing(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    with opened_store(Workspace(root).read()) as store:
        old = LinkStore(store.database).links()
        asked(root, "links", "rotate", "Anna Bell")
        before = on_site(root)
        slow = Putter(Folder(root / "site"), old, LinkStore(store.database), NOW)

        with pytest.raises(DeliveryError, match="somebody else changed the links just now"):
            slow.put(Site(), look=False)

    assert on_site(root) == before == set(urls(root).values())


def test_an_older_copy_of_the_site_takes_no_link_away(tmp_path: Path) -> None:
    root = workspace(tmp_path, "").root
    asked(root, "publish", "--to", "site")
    asked(root, "links", "revoke", "Anna Bell")
    shutil.copytree(root / "site", root / "copy")
    asked(root, "links", "rotate", "Anna Bell")
    before = urls(root)

    ended = asked(root, "publish", "--to", "copy")

    assert "older" not in ended.stderr
    assert urls(root) == before
    for site in ("site", "copy"):
        assert {path.parent.name for path in (root / site).glob("*/*")} == {
            str(url).split("/")[3] for url in before.values()
        }


def test_a_site_that_moved_house_keeps_who_is_still_to_be_told(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    asked(found.root, "publish")
    asked(found.root, "links", "rotate", "Anna Bell")
    (found.root / "site").rename(found.root / "house")
    edit(found, "config.yaml", "publish: {to: site}", "publish: {to: house}")

    run("run", *AT, cwd=found.root)

    assert "has changed" in (found.root / "out" / "welcome" / "anna-bell.txt").read_text()


def test_links_made_while_the_site_was_not_there_give_way_to_it(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    before = urls(root)
    (root / "site").rename(root / "elsewhere")
    for lost in ("state", "out"):
        shutil.rmtree(root / lost)
    (root / "site").mkdir()
    published(root)
    shutil.rmtree(root / "site")
    (root / "elsewhere").rename(root / "site")

    published(root)

    assert urls(root) == before
    assert on_site(root) == set(before.values())


def test_somebody_taken_out_whose_feed_was_changed_keeps_their_address(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    asked(found.root, "publish")
    address = feed_of(found.root, "Cem Dora")
    theirs = found.root / "out" / "feeds" / "cem-dora.ics"
    theirs.write_bytes(b"X" + theirs.read_bytes())
    edit(found, "config.yaml", "  Cem Dora: {role: Auditor, email: cem@example.gov.uk}\n", "")
    edit(found, "framework.yaml", "[Anna Bell, Cem Dora]", "[Anna Bell]")
    asked(found.root, "build")
    held = asked(found.root, "publish", code=3)
    assert "cem-dora.ics is not as it was built" in held.stderr
    assert address.exists()

    theirs.unlink()
    published(found.root)

    assert b"This calendar has ended" in address.read_bytes()


@pytest.mark.parametrize("stuck", ["a file that cannot be read", "a folder that cannot be removed"])
def test_one_bad_path_keeps_nothing_else_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stuck: str) -> None:
    found = workspace(tmp_path)
    asked(found.root, "publish")
    anna, cem = feed_of(found.root, "Anna Bell"), feed_of(found.root, "Cem Dora")
    if stuck == "a file that cannot be read":
        anna.unlink()
        anna.mkdir()
    else:
        publisher(found.root).rotate("anna-bell")
    edit(found, "framework.yaml", "To share good practice", "To share practice")
    asked(found.root, "build")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rmdir", _refused)
        ended = run("publish", *AT, cwd=found.root)

    assert "Traceback" not in ended.stderr
    assert cem.read_bytes() == (found.root / "out" / "feeds" / "cem-dora.ics").read_bytes()


def _refused(_: Path) -> None:
    raise PermissionError(13, "Access is denied")


def test_what_cannot_be_removed_keeps_nobody_s_new_feed_back(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    for slug in ("anna-bell", "cem-dora", "team"):
        publisher(root).rotate(slug)

    done = publisher(root, Busy(root / "site")).publish()

    assert set(urls(root).values()) <= on_site(root)
    assert done.troubles
    assert not [line for line in done.troubles if TOKEN.search(line)]
    asked(root, "publish")
    assert on_site(root) == set(urls(root).values())


def test_a_failure_says_no_token_anywhere(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    feed = feed_of(root, "Anna Bell")
    feed.unlink()
    feed.mkdir()

    ended = run("run", "--log", "run.log", *AT, cwd=root)
    as_json = run("publish", "--json", *AT, cwd=root)

    said = ended.stderr + as_json.stdout + as_json.stderr
    kept = (root / "run.log").read_text() + (root / "state" / "last-run.json").read_text()
    assert "…" in said
    assert not TOKEN.search(said + kept)


@pytest.mark.parametrize("place", ["file://{}/out/feeds", "local://{}/out", "out/welcome", "out/to-send"])
def test_no_way_of_writing_it_puts_a_site_among_what_is_not_for_everybody(tmp_path: Path, place: str) -> None:
    root = workspace(tmp_path, "").root
    where = place.format(root.as_posix().replace(" ", "%20"))

    assert run("publish", "--to", where, *AT, cwd=root).returncode == 2
    (root / "config.yaml").write_text(f"{SMALL_CONFIG}publish: {{to: '{where}'}}\n")
    assert "name a folder of its own" in asked(root, "check", code=1).stderr


def test_a_home_that_nobody_has_and_a_password_are_refused(tmp_path: Path) -> None:
    root = workspace(tmp_path, "").root

    home = asked(root, "publish", "--to", "~nobody_here/x", code=2).stderr
    secret = asked(root, "publish", "--to", "sftp://bob:p@ss/w0rd@h/x", code=2).stderr

    assert "nobody of that name" in " ".join(re.sub("[│╭╮╰╯─]", " ", home).split())
    assert "password" in secret
    assert "w0rd" not in secret


def test_forgetting_an_old_name_leaves_a_colleague_who_kept_the_id_alone(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    published(found.root)
    before = urls(found.root)["Cem Dora"]
    edit(found, "config.yaml", "  Cem Dora: {role", "  Cem Smith: {id: cem-dora, role")
    edit(found, "framework.yaml", "[Anna Bell, Cem Dora]", "[Anna Bell, Cem Smith]")
    published(found.root)

    asked(found.root, "forget", "Cem Dora", "--yes")
    published(found.root)

    assert urls(found.root)["Cem Smith"] == before
    assert before in on_site(found.root)


def test_looking_at_links_first_loses_no_word_about_the_change(tmp_path: Path) -> None:
    root = workspace(tmp_path, "").root
    asked(root, "links")
    run("run", *AT, cwd=root)
    (root / "config.yaml").write_text((root / "config.yaml").read_text() + "publish: {to: site}\n")

    run("run", *AT, cwd=root)

    assert "has changed" in (root / "out" / "welcome" / "anna-bell.txt").read_text()


def test_a_place_that_was_only_tried_is_in_no_mail(tmp_path: Path) -> None:
    root = workspace(tmp_path, "").root
    asked(root, "publish", "--to", "trial")
    (root / "afile").write_text("")
    (root / "config.yaml").write_text((root / "config.yaml").read_text() + "publish: {to: afile/site}\n")

    run("run", *AT, cwd=root)

    drafts = (root / "out" / "reminders").rglob("*.txt")
    assert not [path for path in drafts if TOKEN.search(path.read_text())]


def test_who_only_serves_says_so_and_people_are_sent_there(tmp_path: Path) -> None:
    root = workspace(tmp_path, "").root
    run("run", *AT, cwd=root)
    (root / "config.yaml").write_text((root / "config.yaml").read_text() + "publish: {to: serve}\n")

    run("run", *AT, cwd=root)

    url = str(urls(root)["Anna Bell"])
    assert url in (root / "out" / "welcome" / "anna-bell.txt").read_text()
    assert url in next((root / "out" / "reminders").rglob("anna-bell.txt")).read_text()
    assert "there is nothing to put anywhere" in asked(root, "publish", code=3).stderr
    assert "Not published" not in asked(root, "status", code=3).stdout


def test_fetches_that_cannot_be_read_keep_no_mail_back(tmp_path: Path) -> None:
    root = workspace(tmp_path, "links: {welcome: true}\npublish: {to: site}\n").root
    (root / "state" / "fetches.db").write_bytes(b"no database" * 100)

    ended = run("run", "--json", *AT, cwd=root)

    assert json.loads(ended.stdout)["drafts"]


def test_a_joiner_who_was_known_before_is_welcomed_on_the_first_day(tmp_path: Path) -> None:
    found = small(
        tmp_path,
        f"{SMALL_CONFIG}{FREE}publish: {{to: site}}\nlinks: {{welcome: true}}\n".replace(
            "  Cem Dora:", "  Eve Fox: {role: Auditor, from: 2020-04-06}\n  Cem Dora:"
        ),
    )
    run("run", *AT, cwd=found.root)
    assert not (found.root / "out" / "welcome").exists()

    run("run", "--now", "2020-04-06T09:00Z", cwd=found.root)

    assert [path.name for path in sorted((found.root / "out" / "welcome").glob("*.txt"))] == ["eve-fox.txt"]


def test_a_draft_that_could_not_be_written_is_written_by_the_next_run(tmp_path: Path) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    publisher(root).rotate("anna-bell")
    (root / "out" / "welcome").write_text("a file where a folder has to be")
    run("run", *AT, cwd=root)
    (root / "out" / "welcome").unlink()

    run("run", *AT, cwd=root)

    assert (root / "out" / "welcome" / "anna-bell.txt").exists()


def test_somebody_called_team_and_the_team_are_two(tmp_path: Path) -> None:
    found = workspace(
        tmp_path, config=SMALL_CONFIG.replace("  Cem Dora:", "  Team: {role: X, id: tm}\n  Cem Dora:") + FREE
    )
    before = urls(found.root)

    asked(found.root, "links", "rotate", "The team")
    asked(found.root, "links", "rotate", "Team")

    after = urls(found.root)
    assert {name for name in before if before[name] != after[name]} == {"Team", "The team"}


def test_somebody_called_as_the_team_is_and_the_team_are_two(tmp_path: Path) -> None:
    config = SMALL_CONFIG.replace("  Cem Dora:", "  The team: {role: X, id: tt}\n  Cem Dora:")
    root = workspace(tmp_path, config=config + FREE).root

    def feeds() -> dict[str, str]:
        return {one["slug"]: one["url"] for one in json.loads(asked(root, "links", "--json").stdout)}

    before = feeds()
    asked(root, "links", "rotate", "team")
    between = feeds()
    asked(root, "links", "rotate", "The team")

    assert {slug for slug in before if before[slug] != between[slug]} == {"team"}
    assert {slug for slug in before if between[slug] != feeds()[slug]} == {"tt"}


def test_no_other_link_is_given_to_whoever_has_left(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    edit(found, "config.yaml", "cem@example.gov.uk", "cem@example.gov.uk, until: 2020-04-01")

    ended = run("links", "rotate", "Cem Dora", "--now", "2020-06-01T09:00Z", cwd=found.root)

    assert (ended.returncode, "has ended" in ended.stderr) == (2, True)


@pytest.mark.parametrize("raw", ["[" * 100_000, '{"number": ' + "9" * 30 + "}"])
def test_a_record_full_of_nonsense_is_none(tmp_path: Path, raw: str) -> None:
    root = workspace(tmp_path).root
    asked(root, "publish")
    next((root / "site").glob(".qa-calendar-*")).write_text(raw)
    (root / "out" / ".qa-calendar.links").write_text(raw)
    before = on_site(root)

    asked(root, "publish")

    assert on_site(root) == before
