"""Answers: how the HTTP door words what the desk said, with the headers that every answer carries."""

from __future__ import annotations

from typing import Any

import msgspec

from weerbaar.desk.asking import Told
from weerbaar.desk.intake import Fault
from weerbaar.web.reply import Reply

JSON = "application/json"
PROBLEM = "application/problem+json"
TITLES = {
    400: "De aanvraag klopt niet / The request is not right",
    401: "Niet aangemeld / Not authenticated",
    403: "Niet toegestaan / Not permitted",
    404: "Niet gevonden / Not found",
    405: "Deze methode bestaat hier niet / No such method here",
    409: "Iemand was u voor / Somebody else was first",
    408: "De aanvraag kwam niet op tijd / The request did not come in time",
    413: "De aanvraag is te groot / The request is too large",
    415: "Dit formaat kennen we niet / We do not know this format",
    422: "Sleutel al gebruikt / Key already used",
    500: "Onze fout / Our fault",
    503: "Even niet beschikbaar / Not available now",
}

_encode = msgspec.json.Encoder().encode


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """Return a JSON answer."""
    return Reply(_encode(body), JSON, status, headers or {})


def content(body: bytes, media_type: str, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """Return an answer whose bytes are ready."""
    return Reply(body, media_type, status, headers or {})


def problem(
    status: int,
    detail: str,
    *,
    faults: tuple[Fault, ...] = (),
    reasons: tuple[Told, ...] = (),
    receipt: str = "",
    contrl: str = "",
    instance: str = "",
    headers: dict[str, str] | None = None,
) -> Reply:
    """Return an RFC 9457 problem document with everything that is wrong, or every reason for a refusal."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "status": status,
        "title": TITLES[status],
        "detail": detail,
    }
    if faults:
        body["faults"] = faults
    if reasons:
        body["reasons"] = reasons
    if receipt:
        body["receipt"] = receipt
    if instance:
        body["instance"] = instance
    if contrl:
        body["contrl"] = contrl
    return Reply(_encode(body), PROBLEM, status, headers or {})


def not_found() -> Reply:
    """Return the one answer for what is absent and for what is hidden."""
    return problem(404, "Dit bestaat niet, of niet voor u. / This does not exist, or not for you.")
