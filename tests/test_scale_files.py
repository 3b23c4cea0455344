"""What docs/scale.md and the files beside it promise, held against the code."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_scheduling import parsed

from qa_calendar.cli.asked import USAGE, WRONG_INPUT
from qa_calendar.delivering.mail import smtp

DOCS = Path(__file__).parent.parent / "docs"
FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted((DOCS / "scale").iterdir())}
PAGE = (DOCS / "scale.md").read_text(encoding="utf-8")
VOLUME, CRONJOB = yaml.safe_load_all(FILES["cronjob.yaml"])
JOB: dict[str, Any] = CRONJOB["spec"]["jobTemplate"]["spec"]
POD: dict[str, Any] = JOB["template"]["spec"]
(CONTAINER,) = POD["containers"]
RUN: dict[str, Any] = yaml.safe_load(FILES["matrix.yml"])["jobs"]["run"]
STEP = RUN["steps"][-1]
SECRET = re.compile(r"PASSWORD|SECRET|ACCESS_KEY", re.IGNORECASE)

shell = pytest.mark.skipif(shutil.which("sh") is None, reason="no shell")


def words_of(command: list[str], folder: Path, **variables: str) -> list[str]:
    """What *command* gives to qa-calendar, in an environment of *variables* alone, between two services."""
    for name in ("services/north", "services/south"):
        (folder / name).mkdir(parents=True)
    fake = folder / "qa-calendar"
    fake.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n", encoding="utf-8")
    fake.chmod(0o755)
    path = {"PATH": f"{folder}:/usr/bin:/bin"}
    said = subprocess.run(command, cwd=folder, env={**path, **variables}, check=True, capture_output=True, text=True)
    return said.stdout.splitlines()


def of_index(folder: Path) -> Iterator[list[str]]:
    """What each index of the Kubernetes job gives to qa-calendar."""
    for index in range(JOB["completions"]):
        yield words_of(CONTAINER["command"], folder / str(index), JOB_COMPLETION_INDEX=str(index))


def of_matrix(folder: Path) -> Iterator[list[str]]:
    """What each job of the matrix gives to qa-calendar."""
    shards = RUN["strategy"]["matrix"]["shard"]
    for shard in shards:
        values = {"matrix.shard": shard, "strategy.job-total": len(shards)}
        share = filled(STEP["env"]["SHARD"], values)
        yield words_of(["sh", "-e", "-c", STEP["run"]], folder / str(shard), SHARD=share)


def filled(text: str, values: Mapping[str, object]) -> str:
    """*text* as the runner gives it, with what its expressions stand for."""
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: str(values[found[1]]), text)


@shell
@pytest.mark.parametrize("each", [of_index, of_matrix])
def test_the_shares_are_all_there_are_and_the_commands_are_understood(each: Any, tmp_path: Path) -> None:
    every = list(each(tmp_path))

    assert {parsed(words) for words in every} == {"run"}
    shares = [words[words.index("--shard") + 1] for words in every]
    assert shares == [f"{number}/{len(every)}" for number in range(1, len(every) + 1)]
    assert len(every) > 1
    # The pattern reaches the command, which knows folders without a config.yaml from workspaces.
    assert {words[1] for words in every} == {"services/*"}


def test_a_share_is_begun_again_by_itself_and_never_beside_itself() -> None:
    assert JOB["completionMode"] == "Indexed"
    assert JOB["completions"] == JOB["parallelism"]
    assert JOB["backoffLimitPerIndex"] > 0
    assert POD["restartPolicy"] == "Never"  # or there is no backoffLimitPerIndex
    assert CRONJOB["spec"]["concurrencyPolicy"] == "Forbid"
    assert RUN["strategy"]["fail-fast"] is False
    assert yaml.safe_load(FILES["matrix.yml"])["concurrency"]["cancel-in-progress"] is False


def test_what_trying_again_does_not_mend_is_not_tried_again() -> None:
    (codes,) = (one["onExitCodes"] for one in JOB["podFailurePolicy"]["rules"] if one["action"] == "FailIndex")

    assert codes == {"containerName": CONTAINER["name"], "operator": "In", "values": [WRONG_INPUT, USAGE]}


def test_no_secret_is_in_a_command_or_in_a_file() -> None:
    assert not SECRET.search(" ".join([*CONTAINER["command"], *(step.get("run", "") for step in RUN["steps"])]))
    for one in CONTAINER["env"]:
        assert one["valueFrom"]["secretKeyRef"]["key"] == one["name"]
    from_secrets = {name: value for name, value in STEP["env"].items() if SECRET.search(name)}
    assert from_secrets == {name: f"${{{{ secrets.{name} }}}}" for name in from_secrets}
    assert {"PGPASSWORD", smtp.PASSWORD} <= from_secrets.keys() == {one["name"] for one in CONTAINER["env"]}


def test_services_are_where_the_command_looks_and_may_be_written_by_all() -> None:
    claims = {one["name"]: one.get("persistentVolumeClaim", {}).get("claimName") for one in POD["volumes"]}
    mounted = {one["mountPath"]: claims[one["name"]] for one in CONTAINER["volumeMounts"]}

    assert mounted == {CONTAINER["workingDir"]: VOLUME["metadata"]["name"], "/tmp": None}
    assert VOLUME["spec"]["accessModes"] == ["ReadWriteMany"]
    assert CONTAINER["image"].startswith("example.org/")


def test_the_page_leads_to_each_file() -> None:
    for name in FILES:
        assert f"(scale/{name})" in PAGE
    assert sys.prefix not in PAGE + "".join(FILES.values())


@pytest.mark.parametrize("line", re.findall(r"`(qa-calendar [^`\n]+)`|^(qa-calendar .+)$", PAGE, re.MULTILINE))
def test_every_command_shown_exists_with_its_options(line: tuple[str, str]) -> None:
    words = shlex.split(line[0] or line[1])[1:]

    assert parsed(words) in ("build", "run")


def test_the_scripts_it_names_are_there() -> None:
    named = set(re.findall(r"\b((?:tests|benchmarks)/\w+\.py)\b", PAGE))

    assert {"tests/shards.py", "benchmarks/scale.py", "benchmarks/cluster.py"} <= named
    assert [name for name in named if not (DOCS.parent / name).is_file()] == []
