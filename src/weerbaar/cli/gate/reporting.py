"""Reporting: turns a lane's record into the acts by which the terminal reports it, and finds the conflicts."""

from __future__ import annotations

from typing import Any

from weerbaar.cli.gate.lane import Use


def reports_of(used: list[Use]) -> tuple[list[dict[str, Any]], list[Use]]:
    """Return the acts that report a record, oldest first, and the refusals of containers that no list named."""
    left = {(one.number, one.case): one for one in used if one.what == "out"}
    reports: list[dict[str, Any]] = []
    for one in used:
        common = {"case": one.case, "number": one.number, "lane": one.lane}
        if one.what == "in":
            gone = left.get((one.number, one.case))
            out = {"out_at": gone.at.isoformat(), "number_read": one.container} if gone else {}
            told = {"appointment": one.appointment, "used_at": one.at.isoformat()}
            reports.append({"act": "report-offline", **common, **told, **out})
        elif one.what == "no" and one.case:
            denied = {"at": one.at.isoformat(), "reasons": list(one.reasons)}
            reports.append({"act": "report-denial", **common, **denied})
    return reports, [one for one in used if one.what == "no" and not one.case]


def gone_since(report: dict[str, Any], answer: dict[str, Any], case: dict[str, Any]) -> dict[str, Any] | None:
    """Return the report that a truck has left which an earlier report let in, or nothing when that is not so."""
    rules = {reason["rule"] for reason in answer["reasons"]}
    if rules != {"used_already"} or "out_at" not in report or case.get("state") != "committed":
        return None
    return {"act": "gate-out", "case": report["case"], "number_read": report["number_read"]}


def conflicts_of(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the platform refused to take over, and what left against something that came after the list."""
    found: list[dict[str, Any]] = []
    for one in answers:
        report, answer, case = one["report"], one["answer"], one["case"]
        if report["act"] != "report-offline":
            continue
        at, container = report["used_at"], case["container"]
        if answer["outcome"] != "permitted":
            reasons = [reason["rule"].upper() for reason in answer["reasons"]]
            found.append({"container": container, "at": at, "reasons": reasons})
        elif case.get("offline_conflict"):
            reasons = [case["offline_conflict"].replace("-", "_").upper()]
            found.append({"container": container, "at": at, "reasons": reasons})
    return found
