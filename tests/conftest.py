"""`python -m pytest --update-cases` writes the expected output in tests/cases/ anew; read the difference afterwards."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-cases", action="store_true", help="rewrite the expected output in tests/cases/")
