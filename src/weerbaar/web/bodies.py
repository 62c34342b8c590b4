"""Bodies: reads what a request carries, in a format that the door knows, and does not wait for it for ever."""

from __future__ import annotations

import asyncio

from litestar.exceptions import HTTPException

from weerbaar.desk.intake import InvalidInput, fault
from weerbaar.web.asked import Asked

BODY_MAX = 1_000_000  # bytes; an act is some hundreds, an order of 500 acts some hundred thousand
BODY_SECONDS = (
    20.0  # a slow mobile line sends a megabyte in that time; who takes longer holds a place occupied
)
JSON_KINDS = ("application/json",)


class UnknownFormat(HTTPException):
    """The body is in a format, an encoding or a compression that this address does not read."""

    status_code = 415


class TooSlow(HTTPException):
    """The body did not come in time."""

    status_code = 408


async def body_of(request: Asked, kinds: tuple[str, ...] = JSON_KINDS) -> bytes:
    """Return the body of a request; raises `UnknownFormat` and `TooSlow`.

    A request that does not say what it carries is read as the first of `kinds`. Its size is bounded by the route.
    """
    kind, _, rest = request.headers.get("content-type", kinds[0]).partition(";")
    if kind.strip().lower() not in kinds:
        nl, en = f"stuur {' of '.join(kinds)}", f"send {' or '.join(kinds)}"
        raise UnknownFormat(f"Dit formaat kennen we niet; {nl}. / We do not know this format; {en}.")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise UnknownFormat("Stuur dit ongecomprimeerd. / Send this without compression.")
    if kinds is JSON_KINDS and not _is_utf_8(rest):
        raise UnknownFormat("JSON is altijd UTF-8. / JSON is always UTF-8.")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.body()
    except TimeoutError:
        told_nl, told_en = "De aanvraag kwam niet op tijd binnen.", "The request did not arrive in time."
        raise TooSlow(f"{told_nl} / {told_en}") from None


async def no_body(request: Asked) -> None:
    """Make sure that a request carries nothing, or an empty object; raises `InvalidInput` when it does."""
    if (await body_of(request)).strip() not in (b"", b"{}"):
        nl, en = "hier hoort geen inhoud bij", "this takes no content"
        raise InvalidInput((fault("", nl, en),))


def _is_utf_8(parameters: str) -> bool:
    for one in parameters.lower().split(";"):
        name, _, value = one.strip().partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            return False
    return True
