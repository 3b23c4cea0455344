"""Requests per second and p99 of `serve`, in turn with nginx on the same files and a bare Starlette StaticFiles.

Needs wrk and nginx; each is asked for the same feed, once whole (200) and once with its ETag (304).
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROUNDS, SECONDS, CONNECTIONS = 5, 4, 16
TOKEN = "abcdefghijklmnopqrstuvwxyz234567"
PATH = f"/{TOKEN}/qa-team.ics"
NGINX = """\
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; types {{ text/calendar ics; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/site; }}
}}
"""
STATIC = """\
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
app = Starlette(routes=[Mount("/", StaticFiles(directory="site"))])
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[int]:
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                assert process.poll() is None, command
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def prepare(folder: Path) -> None:
    """The starter workspace, built, and the same feed as a web server would find it."""
    ours = [sys.executable, "-m", "qa_calendar"]
    subprocess.run([*ours, "init", "workspace"], cwd=folder, check=True, capture_output=True)
    subprocess.run([*ours, "-C", "workspace", "build"], cwd=folder, check=True, capture_output=True)
    out = folder / "workspace" / "out"
    links = {"format": 1, "calendar_id": "qa.example.gov.uk", "number": 1, "links": {"team": TOKEN}}
    (out / ".qa-calendar.links").write_text(json.dumps(links), encoding="utf-8")
    (folder / "site" / TOKEN).mkdir(parents=True)
    shutil.copy2(out / "feeds" / "team.ics", folder / "site" / TOKEN / "qa-team.ics")
    (folder / "static.py").write_text(STATIC, encoding="utf-8")


def commands(folder: Path) -> dict[str, tuple[list[str], int]]:
    """How each is started, and where it listens."""
    ports = [free_port() for _ in range(4)]
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=ports[2]), encoding="utf-8")
    serve = [sys.executable, "-m", "qa_calendar", "-C", "workspace", "serve"]
    bare = [sys.executable, "-m", "uvicorn", "static:app", "--no-access-log", "--log-level", "error"]
    return {
        "serve": ([*serve, "--port", str(ports[0])], ports[0]),
        "serve --workers 2": ([*serve, "--port", str(ports[1]), "--workers", "2"], ports[1]),
        "nginx, 1 worker": ([str(shutil.which("nginx")), "-c", str(folder / "nginx.conf")], ports[2]),
        "bare StaticFiles": ([*bare, "--port", str(ports[3])], ports[3]),
    }


def etag(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", PATH)
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    answer.read()
    connection.close()
    return answer.headers["ETag"]


def measured(port: int, tag: str | None) -> tuple[float, float]:
    """Requests per second and the milliseconds within which 99 of 100 were answered."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", f"http://127.0.0.1:{port}{PATH}"]
    command += ["-H", f"If-None-Match: {tag}"] if tag else []
    said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    assert "Non-2xx" not in said, said
    amount, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s)\b", said)[0]
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0]), float(amount) * {"us": 0.001, "ms": 1, "s": 1000}[
        unit
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        prepare(folder)
        size = (folder / "site" / TOKEN / "qa-team.ics").stat().st_size
        ports = {
            of: stack.enter_context(running(start, folder, port)) for of, (start, port) in commands(folder).items()
        }
        time.sleep(4)  # a file that was just written is read each time
        tags = {of: etag(port) for of, port in ports.items()}
        found: dict[tuple[str, int], list[tuple[float, float]]] = {}
        for _ in range(ROUNDS):
            for of, port in ports.items():
                found.setdefault((of, 200), []).append(measured(port, None))
                found.setdefault((of, 304), []).append(measured(port, tags[of]))
    print(f"a feed of {size} bytes, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s each, medians\n")
    print("| | 200: requests/s | p99 ms | 304: requests/s | p99 ms |\n|---|---|---|---|---|")
    for of in ports:
        cells = [statistics.median(column) for status in (200, 304) for column in zip(*found[of, status], strict=True)]
        print(f"| {of} | {cells[0]:.0f} | {cells[1]:.1f} | {cells[2]:.0f} | {cells[3]:.1f} |")


main()
