"""What a first and a repeated `build` cost as whole processes, in turn with `python -c pass`."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        ours = [sys.executable, "-m", "qa_calendar"]
        subprocess.run([*ours, "init", str(workspace)], check=True, capture_output=True)
        build = [*ours, "-C", str(workspace), "build"]
        rows: dict[str, list[float]] = {"python -c pass": [], "first build": [], "repeated build": []}
        for _ in range(ROUNDS):
            for part in ("out", "state"):
                shutil.rmtree(workspace / part, ignore_errors=True)
            rows["python -c pass"].append(seconds([sys.executable, "-c", "pass"]))
            rows["first build"].append(seconds(build))
            rows["repeated build"].append(seconds(build))
        floor = statistics.median(rows["python -c pass"])
        for name, found in rows.items():
            median = statistics.median(found)
            print(f"{name:16} {median:6.3f} s   {median - floor:+6.3f} s over the floor   {median / floor:5.1f} x")


main()
