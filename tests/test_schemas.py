"""The JSON Schemas in schemas/: those of the models, and of use in an editor."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from broken import CONFIG, FRAMEWORK, changed, said
from jsonschema import Draft7Validator

from qa_calendar.reading.load import schemas

ROOT = Path(__file__).parent.parent
SCHEMAS = {name: json.loads((ROOT / "schemas" / name).read_text(encoding="utf-8")) for name in schemas()}
FILES = {"config": (ROOT / "config.yaml").read_text("utf-8"), "framework": (ROOT / "framework.yaml").read_text("utf-8")}


def plain(value: Any) -> Any:
    """*value* as JSON has it: dates as text, keys as text."""
    match value:
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case date():
            return value.isoformat()
        case _:
            return value


def complaints(kind: str, text: str) -> list[str]:
    """What the schema of `kind`.yaml has against *text*, read by a plain YAML reader."""
    validator = Draft7Validator(SCHEMAS[f"{kind}.schema.json"], format_checker=Draft7Validator.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(plain(yaml.safe_load(text)))]


def test_the_files_are_what_the_models_give() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schemas").iterdir()}

    assert found == schemas()


@pytest.mark.parametrize("name", SCHEMAS)
def test_they_are_valid_schemas_of_draft_7(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[name])

    assert SCHEMAS[name]["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("kind", ["config", "framework"])
def test_the_shipped_file_fits_and_names_its_schema(kind: str) -> None:
    assert complaints(kind, FILES[kind]) == []
    assert f"# yaml-language-server: $schema=schemas/{kind}.schema.json\n" in FILES[kind]


@pytest.mark.parametrize(
    ("kind", "old", "new", "complaint"),
    [
        ("config", "date_changes:", "date_change:", "'date_change' was unexpected"),
        ("config", "group: true, also", "gruop: true, also", "'gruop' was unexpected"),
        ("config", "nation: England", "nation: Englnd", "'Englnd' is not one of"),
        ("config", "look_ahead_weeks: 4", "look_ahead_weeks: four", "'four' is not of type 'integer'"),
        ("config", "due_events: false", "due_events: 0", "0 is not of type 'boolean'"),
        ("config", "weekly_on: Monday", "weekly_on: Moonday", "'Moonday' is not one of"),
        ("config", "calendar_id: qa.example.gov.uk", "calendar_id: QA Example", "'QA Example' does not match"),
        ("framework", "  August:", "  Augst:", "'Augst' was unexpected"),
        ("framework", "year: 2020", "year: 1066", "1066 is less than the minimum"),
        ("framework", "workers: [Kelda Claire, Claire Turnbull]", "workers: Kelda", "'Kelda' is not of type 'array'"),
        ("framework", "service: Safeguarding and Performance Service\n", "", "'service' is a required property"),
    ],
)
def test_a_slip_is_underlined(kind: str, old: str, new: str, complaint: str) -> None:
    (found,) = complaints(kind, changed(FILES[kind], old, new))

    assert complaint in found


EVERYTHING = """\
calendar_id: qa.example.gov.uk
timezone: Europe/London
staff:
  Kelda Claire:
    role: 12
    email: kelda@example.gov.uk
    group: false
    also_known_as: [KC, 1, Yes]
    works: [Mon, Tuesday]
    away:
      - {from: 2020-08-03, until: 2020-08-14, because: leave}
  No: {role: Manager}
  12: {role: Manager, also_known_as: , away: }
staff_changes:
  - {from: 2020-09-01, until: 2020-09-02, work_of: Kelda Claire, goes_to: nobody, only: [Peer Audit]}
  - {from: 2020-10-01, work_of: Kelda Claire, goes_to: 12, except: [Peer Audit]}
working_days:
  nation: any UK nation
  week: [Mon, Tue]
  closed: [{from: 2020-12-29, until: 2020-12-31}]
  open: [2020-08-31]
  work_through: [Good Friday, 2020-05-08]
rules:
  if_not_working: previous working day
  default: {start: day 15, due: 2020-10-14, remind: 5 working days before due, lasts: 2 hours, at: 10:30}
  activities:
    Peer Audit: {start: second Tuesday, at: "09:00"}
date_changes:
  - {activity: Peer Audit, month: October, move_to: 2020-10-14, because: half term}
  - {activity: Peer Audit, month: April, skip: true, because: 2020}
feeds: {team_name: 1, alarm: 2 weeks before, due_events: true, method: publish, categories: [QA], show_done: true}
overdue: {since: 2020-09-01, tell_worker: [1, 5], tell_coordinator: [10]}
reminders: {from: a@b.uk, reply_to: c@d.uk, weekly_on: Fri, look_ahead_weeks: 0, digest_to: [e@f.uk]}
smtp: {host: localhost, port: 25, security: none, user: qa}
base_url: https://qa.example.gov.uk
lint:
  ignore: {L05: agreed}
out: here
state: postgresql://localhost/qa
"""
EMPTY = """\
calendar_id: qa.example.gov.uk
staff: {12: {role: Manager}}
working_days:
  nation: England
  closed:
  open:
  work_through:
staff_changes:
rules:
  default:
  activities: {Peer Audit: }
date_changes:
feeds:
reminders:
  digest_to:
lint:
  ignore:
"""
PROGRAMME = """\
title: 2020
service: No
year: 2020
first_month: January
activities:
  Peer Audit:
    title: "{period}: Peer Audit"
    purpose: 1
    workers: [12]
    categories:
    id: 18
    rule:
months:
  April:
  May: [Peer Audit, Peer Audit: {period: 2019, workers: [12], id: again}]
  June: [Peer Audit: ]
"""


@pytest.mark.parametrize("config", [EVERYTHING, EMPTY])
def test_whatever_is_read_is_not_underlined(config: str) -> None:
    assert said(config, PROGRAMME) == []
    assert complaints("config", config) == []
    assert complaints("framework", PROGRAMME) == []


def test_the_little_files_of_these_tests_fit_too() -> None:
    assert said() == []
    assert complaints("config", CONFIG) == []
    assert complaints("framework", FRAMEWORK) == []


def keys(schema: Any) -> list[Any]:
    """Every property of *schema*, wherever it is defined."""
    if isinstance(schema, list):
        return [found for item in schema for found in keys(item)]
    if not isinstance(schema, dict):
        return []
    own = list(schema.get("properties", {}).items()) if isinstance(schema.get("properties"), dict) else []
    return own + [found for item in schema.values() for found in keys(item)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described(name: str) -> None:
    schema = SCHEMAS[name]
    named_by_people = {*schema["properties"].get("months", {}).get("properties", {}), *(f"L{n:02d}" for n in range(24))}
    bare = {
        key
        for key, value in keys(schema)
        if key not in named_by_people and "description" not in value and not _points_to_a_description(value, schema)
    }

    assert bare == set()


def _points_to_a_description(value: dict[str, Any], schema: dict[str, Any]) -> bool:
    arms = [value, *value.get("anyOf", [])]
    names = [arm["$ref"].rpartition("/")[2] for arm in arms if "$ref" in arm]
    return any("description" in schema["definitions"][name] for name in names)


@pytest.mark.parametrize("name", SCHEMAS)
def test_nothing_only_pydantic_cares_for_is_in_them(name: str) -> None:
    text = schemas()[name]

    assert [word for word in ("Shape", "$defs", "excluding", "sender") if f'"{word}' in text] == []
    # Staff and their changes say `from`; `since` is a key of its own of what is overdue, and required.
    assert text.count('"since"') == (2 if name == "config.schema.json" else 0)
    assert text.count('"title":') == 1 + (name == "framework.schema.json") * 2


def test_defaults_are_in_the_files_own_words() -> None:
    config = SCHEMAS["config.schema.json"]
    found = {key: value["default"] for key, value in keys(config) if "default" in value}

    assert found == {
        "timezone": "Europe/London",
        "frameworks": ["framework.yaml"],
        "out": "out",
        "state": "sqlite:///state/qa-calendar.db",
        "skip": False,
        "welcome": False,
        "leaver_weeks": 4,
        "team_name": "QA team",
        "alarm": "none",
        "due_events": False,
        "show_done": False,
        "reworded": False,
        "method": "none",
        "categories": ["Quality Assurance"],
        "group": False,
        "weekly_on": "Monday",
        "look_ahead_weeks": 4,
        "send_between": ["07:00", "19:00"],
        "send_empty": False,
        "timeout": 60,
        "pause": 1,
        "if_not_working": "next working day in the same month",
        "port": 587,
        "security": "starttls",
        "week": ["Mon", "Tue", "Wed", "Thu", "Fri"],
    }
    assert SCHEMAS["framework.schema.json"]["properties"]["first_month"]["default"] == "April"
