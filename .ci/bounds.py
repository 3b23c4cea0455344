"""That each lower bound in pyproject.toml is what is installed, so that the bound itself is what the tests ran on."""

import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
bounds = [found.groups() for one in wanted if (found := re.match(r"([\w-]+)(?:\[.*?\])?>=([\d.]+)", one))]
assert len(bounds) == len(wanted), "a dependency has no lower bound"
wrong = [
    f"{name}>={bound}, but {version(name)}" for name, bound in bounds if not f"{version(name)}.".startswith(f"{bound}.")
]
sys.exit("\n".join(wrong) or 0)
