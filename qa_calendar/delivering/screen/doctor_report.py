"""What people read of a feed that was examined: each finding with its reason and cure, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from qa_calendar.delivering.doctor.examining import Examination
from qa_calendar.delivering.screen.console import counted, show_json, show_line, show_warning
from qa_calendar.rendering.fitness.findings import Finding, Level


def show_examined(found: Sequence[Examination]) -> None:
    """A block for each rule that each feed breaks, and a last line that says whether it is fit."""
    for one in (one for one in found if one.unreached):
        show_warning(f"{one.feed}: {one.unreached}")
    for number, one in enumerate(one for one in found if not one.unreached):
        if number:
            show_line("")
        show_line(f"{one.feed}: {counted(one.events, 'event')}" if one.events else one.feed)
        for findings in _by_rule(one.findings):
            _show_rule(findings)
        show_line(_verdict(one))


def show_examined_json(found: Sequence[Examination], *, several: bool) -> None:
    """The same, for a script."""
    values = [_values(one) for one in found]
    show_json({"fit": all(one.is_fit for one in found), "feeds": values} if several else values[0])


def _by_rule(findings: Iterable[Finding]) -> Iterable[Sequence[Finding]]:
    """The findings of each rule at each level, in the order in which they first come."""
    rules: dict[tuple[Level, str], list[Finding]] = {}
    for one in findings:
        rules.setdefault((one.level, one.rule), []).append(one)
    return rules.values()


def _show_rule(findings: Sequence[Finding]) -> None:
    first = findings[0]
    show_line(f"  {first.level} {first.rule}")
    for one in findings:
        show_line(f"    {one.place}: {one.what}")
    show_line(f"    why: {first.why}")
    show_line(f"    cure: {first.cure}")


def _verdict(one: Examination) -> str:
    """What counts is how many rules are broken, not how often."""
    mend = {finding.rule for finding in one.findings if finding.level is Level.MUST}
    improve = {finding.rule for finding in one.findings} - mend
    if not mend and not improve:
        return "Fit for Outlook."
    if not mend:
        return f"Fit for Outlook, {len(improve)} to improve."
    return f"Not fit for Outlook: {len(mend)} to mend, {len(improve)} to improve."


def _values(one: Examination) -> dict[str, Any]:
    findings = [{**asdict(finding), "level": finding.level.value} for finding in one.findings]
    unreached = {"unreached": one.unreached} if one.unreached else {}
    return {"feed": one.feed, "fit": one.is_fit, "events": one.events, **unreached, "findings": findings}
