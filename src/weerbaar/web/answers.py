"""Answers: how the HTTP door words what the desk said, with the headers that every answer carries."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response

from weerbaar.desk.asking import Told
from weerbaar.desk.intake import Fault

API_VERSION = "1.0.0"
HEADERS = {
    "API-Version": API_VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
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


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """Return a JSON answer."""
    return Response(
        _encode(body), status_code=status, media_type=JSON, headers={**HEADERS, **(headers or {})}
    )


def content(
    body: bytes, media_type: str, status: int = 200, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """Return an answer whose bytes are ready."""
    return Response(body, status_code=status, media_type=media_type, headers={**HEADERS, **(headers or {})})


def problem(
    status: int,
    detail: str,
    *,
    faults: tuple[Fault, ...] = (),
    reasons: tuple[Told, ...] = (),
    receipt: str = "",
    contrl: str = "",
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
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
    if contrl:
        body["contrl"] = contrl
    return Response(
        _encode(body), status_code=status, media_type=PROBLEM, headers={**HEADERS, **(headers or {})}
    )


def not_found() -> Response[bytes]:
    """Return the one answer for what is absent and for what is hidden."""
    return problem(404, "Dit bestaat niet, of niet voor u. / This does not exist, or not for you.")
