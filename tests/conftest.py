"""`python -m pytest --update-cases` writes the expected output in tests/cases/ anew; read the difference afterwards."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text

# How fast a machine is says nothing of what a test claims.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

POSTGRESQL = os.environ.get("QA_CALENDAR_TEST_POSTGRESQL")
"""A server to make databases on, such as postgresql://postgres@127.0.0.1:5432/postgres; `.ci/run` starts one."""

SQLITE_URL = "sqlite:///state/qa-calendar.db"


SLOW = {
    *("test_build", "test_stories", "test_readme", "test_postroom", "test_cli", "test_mail_verbs", "test_killed"),
    *("test_sending", "test_changes_on_disk", "test_staff_verbs", "test_done_verbs", "test_smtp", "test_cases"),
    *("test_reads", "test_revision_properties", "test_plan_properties", "test_feed_properties"),
    *("test_date_properties", "test_reading_properties", "test_half_year", "test_one_mail", "test_doctor"),
    *(
        "test_hosts",
        "test_import_files",
        "test_clients",
        "test_serve",
        "test_serve_recipes",
        "test_links",
        "test_publish",
        "test_places",
        "test_welcome",
        "test_printing",
        "test_what_needs_a_person",
        "test_browser",
        "test_memory",
        "test_programmes",
        "test_kinds",
        "test_standing",
        "test_many",
        "test_resting",
    ),
}
"""The modules that `-m "not slow"` leaves out of the inner loop: processes, servers, whole years, many examples."""


EXHAUSTIVE = {
    *("test_killed", "test_half_year", "test_serve", "test_serve_recipes", "test_revision_properties"),
    *("test_places", "test_links", "test_one_mail", "test_postroom", "test_publish", "test_welcome"),
    *("test_mail_verbs", "test_what_needs_a_person", "test_memory", "test_kinds", "test_standing"),
    *(
        "test_stories",
        "test_many",
        "test_resting",
        "test_staff_verbs",
        "test_done_verbs",
        "test_changes_on_disk",
        "test_printing",
    ),
    *("test_date_properties", "test_plan_properties", "test_feed_properties", "test_reading_properties"),
}
"""The modules that only `-m exhaustive` runs: minutes of processes, servers, published sites and examples."""

SERVICES = {"test_hosts", "test_clients", "test_browser"}
"""The modules that need programs which pip does not bring: without them their tests are skipped."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in SLOW:
            item.add_marker("slow")
        if item.path.stem in EXHAUSTIVE:
            item.add_marker("exhaustive")
        if item.path.stem in SERVICES or _takes_service(item):
            item.add_marker("services")


def _takes_service(item: pytest.Item) -> bool:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    needed = {"bucket", "pooled", "pango"} & set(getattr(item, "fixturenames", ()))
    return bool(needed) or parameters.get("state") == "postgresql"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-cases", action="store_true", help="rewrite the expected output in tests/cases/")


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request: pytest.FixtureRequest) -> Iterator[str]:
    """What config.yaml may say of `state`: a file, and a new database of a real server where there is one."""
    if request.param == "sqlite":
        yield SQLITE_URL
        return
    if POSTGRESQL is None:
        pytest.skip("QA_CALENDAR_TEST_POSTGRESQL names no server")
    name = f"qa_{secrets.token_hex(8)}"
    server = create_engine(
        POSTGRESQL.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{POSTGRESQL.rpartition('/')[0]}/{name}"
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a space in its name."""
    folder = tmp_path / "a workspace"
    folder.mkdir()
    return folder
