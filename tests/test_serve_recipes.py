"""What docs/serve.md and docs/hosting/serve/ promise, held against the code, and run where what it needs is there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import time
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import typer
from serving import free_port, server, token, workspace_with_site

from qa_calendar.cli import app
from qa_calendar.delivering.publishing import connections, serving

ROOT = Path(__file__).parent.parent
EVERYWHERE = ("--help", "--today", "--now")
"""The options that every verb has."""

HOSTING = ROOT / "docs" / "hosting" / "serve"
PAGE = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
UNIT = "qa-calendar-serve.service"
SERVE = typer.main.get_command(app).commands["serve"]  # type: ignore[attr-defined]


def read(name: str) -> str:
    return (HOSTING / name).read_text(encoding="utf-8")


def parsed(words: list[str]) -> dict[str, object]:
    """What the options in *words*, which begin with the verb, come to; raises a usage error."""
    assert words[0] == "serve"
    return dict(SERVE.make_context("serve", words[1:]).params)


def test_the_options_and_their_defaults_are_those_of_the_command() -> None:
    rows = dict(re.findall(r"^\| `(--[a-z-]+)` \|.*\| (.+) \|$", PAGE, re.MULTILINE))
    defaults = {one.opts[0]: one.default for one in SERVE.params if one.opts[0] not in EVERYWHERE}

    assert rows.keys() == defaults.keys()
    assert {name: {"none": "", "no": ""}.get(said, said) for name, said in rows.items()} == {
        name: str(default or "") for name, default in defaults.items()
    }


def test_the_limits_are_those_of_the_code() -> None:
    assert f"at most {connections.LONGEST_HEAD // 1024} KB before its body" in PAGE
    assert f"{connections.REQUEST_WITHIN:.0f} seconds from its first byte to its last" in PAGE
    assert f"{connections.ANSWER_WITHIN:.0f} seconds to take an answer" in PAGE
    assert f"kept for {serving.IDLE} seconds between requests" in PAGE
    assert f"at\nmost {serving.CONNECTIONS} of them" in PAGE
    assert f"has {serving.GRACE} seconds to end" in PAGE


def test_the_service_runs_what_exists() -> None:
    (start,) = re.findall(r"^ExecStart=(.+)$", read(UNIT), re.MULTILINE)
    program, *words = shlex.split(start)

    assert program == "/opt/qa-calendar/bin/qa-calendar"
    assert parsed(words)["root_path"] == "/qa"
    (patience,) = re.findall(r"^TimeoutStopSec=(\d+)s$", read(UNIT), re.MULTILINE)
    assert int(patience) > serving.GRACE
    (files,) = re.findall(r"^LimitNOFILE=(\d+)$", read(UNIT), re.MULTILINE)
    assert int(files) > serving.CONNECTIONS


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_finds_nothing_wrong_and_rates_it_as_the_page_says(tmp_path: Path) -> None:
    # It looks whether the program is there.
    text = re.sub(r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", read(UNIT), flags=re.MULTILINE)
    (tmp_path / UNIT).write_text(text, encoding="utf-8")

    verified, rated = (
        subprocess.run(["systemd-analyze", *words], capture_output=True, encoding="utf-8", check=False)
        for words in (
            ["verify", "--man=no", str(tmp_path / UNIT)],
            ["security", "--offline=yes", str(HOSTING / UNIT)],
        )
    )

    ours = [line for line in verified.stderr.splitlines() if "qa-calendar" in line]
    assert (verified.returncode, ours) == (0, [])
    found = re.search(r"Overall exposure level for .*: ([0-9.]+)", rated.stdout)
    assert found is not None
    assert float(found[1]) < 2
    assert "rates it below 2" in PAGE


def test_the_container_is_made_of_what_is_there_and_runs_what_exists() -> None:
    text = read("Containerfile")
    copied = [name for line in re.findall(r"^COPY (.+)$", text, re.MULTILINE) for name in line.split()[:-1]]
    (command,) = re.findall(r"^CMD \[(.+)\]$", text, re.MULTILINE)

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert parsed([word.strip(' "') for word in command.split(",")])["host"] == "0.0.0.0"
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    asked_for = re.findall(r"EXTRAS=([\w,]+)", text)
    assert asked_for == ["serve,postgres,cloud", "serve"]
    assert {extra for some in asked_for for extra in some.split(",")} <= extras.keys()


def test_the_files_for_windows_are_well_formed_and_say_that_they_were_not_run() -> None:
    words = shlex.split(re.findall(r"\$Program (serve .+)$", read("windows-service.ps1"), re.MULTILINE)[0])

    assert parsed(words)["workers"] == 2
    assert ET.fromstring(read("web.config").encode()).tag == "configuration"
    assert "Written, not run" in read("windows-service.ps1")
    assert "**It was written and not run**" in PAGE


@pytest.mark.services
@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx")
def test_nginx_gives_the_answers_of_serve_and_503_without_it(tmp_path: Path) -> None:
    workspace, _ = workspace_with_site(tmp_path)
    path = f"/qa/{token('anna-bell')}/qa-anna-bell.ics"
    with server(workspace, "--root-path", "/qa") as one:
        port = free_port()
        with_nginx = subprocess.Popen(
            ["nginx", "-c", str(_nginx(tmp_path, port, one.port))], stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        front = type(one)(workspace, port, with_nginx)
        try:
            _wait_for(front)
            kept = ("connection", "server")
            for asked_for in (path, "/qa/nothing", "/qa/readyz"):
                ours, theirs = one.get(asked_for), front.get(asked_for, Accept_Encoding="gzip")
                assert theirs.status == ours.status
                assert theirs.body == ours.body
                assert set(ours.headers) == {pair for pair in theirs.headers if pair[0] not in kept}
            tag = str(front.get(path)["etag"])
            assert front.get(path, If_None_Match=tag).status == 304
            one.process.terminate()
            one.process.wait()
            gone = front.get(path)
            assert (gone.status, gone["retry-after"]) == (503, "60")
        finally:
            with_nginx.terminate()
            with_nginx.wait()
    assert token("anna-bell") not in "".join(file.read_text() for file in tmp_path.glob("*.log"))


def _nginx(folder: Path, port: int, behind: int) -> Path:
    (folder / "qa.conf").write_text(
        read("nginx.conf").replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("/var/log/nginx", str(folder)),
        encoding="utf-8",
    )
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "whole.conf"
    config.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/whole.log; events {{}}\n"
        f"http {{ access_log {folder}/access.log; {temporary}\n"
        f"server {{ listen 127.0.0.1:{port}; include {folder}/qa.conf; }} }}\n",
        encoding="utf-8",
    )
    return config


def _wait_for(front: object) -> None:
    for _ in range(100):
        try:
            front.get("/qa/healthz")  # type: ignore[attr-defined]
        except OSError:
            time.sleep(0.05)
        else:
            return
