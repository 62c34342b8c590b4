"""OpenAPI of subscriptions, and of the events that a subscriber will be sent."""

from __future__ import annotations

from typing import Any

import msgspec

from weerbaar.standards import cloudevents
from weerbaar.web.openapi_parts import (
    READING,
    REF,
    SENDING,
    VERSION_HEADER,
    carries,
    list_of,
    operation,
    paging,
    ref,
)
from weerbaar.webhooks.addresses import URL_MAX
from weerbaar.webhooks.subscriptions import DeadLetter, Shown

TAG = "weerbaar"
TEXT: dict[str, Any] = {"type": "string"}
WORD: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}

WISH: dict[str, Any] = {
    "type": "object",
    "description": "Waar uw nieuws heen gaat / Where your news goes",
    "properties": {"url": {"type": "string", "format": "uri", "maxLength": URL_MAX}},
    "required": ["url"],
    "additionalProperties": False,
}
EVENT: dict[str, Any] = {
    "type": "object",
    "description": "CloudEvents 1.0, NL GOV: een verwijzing, geen inhoud / a reference, no content",
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {**WORD, "description": "Ook op de tijdlijn van de zaak / Also on the time line of the case"},
        "source": TEXT,
        "type": {"type": "string", "pattern": "^nl\\.weerbaar\\.[a-z-]+\\.[a-z-]+\\.v[0-9]+$"},
        "subject": {**WORD, "description": "De zaak / The case"},
        "time": MOMENT,
        "dataref": {"type": "string", "format": "uri"},
        "traceparent": TEXT,
    },
    "required": ["specversion", "id", "source", "type", "subject", "time", "dataref"],
}
REVIVED: dict[str, Any] = {
    "type": "object",
    "properties": {"id": WORD, "status": {"const": "pending"}},
    "required": ["id", "status"],
}
DONE = ("200", "Gelukt / Done")
MINE = (*READING, "503")  # what can be wrong where a subscription of the caller is named


def subscription_schemas() -> dict[str, Any]:
    """Return the schemas of what is asked and answered about subscriptions."""
    _, found = msgspec.json.schema_components([Shown, DeadLetter], ref_template=REF)
    named = {"Subscription": found.pop(Shown.__name__), "DeadLetter": found.pop(DeadLetter.__name__)}
    return {
        "SubscriptionWish": WISH,
        **named,
        "Subscriptions": list_of(ref("Subscription")),
        "DeadLetters": list_of(ref("DeadLetter"), paged=True),
        "Revived": REVIVED,
        "Event": EVENT,
    }


def subscription_paths() -> dict[str, Any]:
    """Return the operations on subscriptions."""
    one, dead = _named("subscription", "Abonnement / Subscription"), _named("letter", "Bericht / Letter")
    where = "/subscriptions/{subscription}"
    return {
        "/subscriptions": {"post": _add(), "get": _listing()},
        where: {"parameters": [one], "get": _show(), "delete": _end()},
        f"{where}/dead-letters": {"parameters": [one], "get": _letters()},
        f"{where}/dead-letters/{{letter}}/revivals": {"parameters": [one, dead], "post": _revive()},
    }


def _add() -> dict[str, Any]:
    words = "Het adres stemde in; van nu af wordt bezorgd / The address agreed; delivery starts now"
    summary = "Laat uw nieuws bezorgen / Have your news delivered"
    add = operation("subscribe", TAG, summary, ("201", words), "Subscription", SENDING)
    carries(add, "application/json", ref("SubscriptionWish"))
    add["responses"]["200"] = {**add["responses"]["201"], "description": "U had het al / You had it already"}
    return add


def _listing() -> dict[str, Any]:
    summary = "Mijn abonnementen / My subscriptions"
    return operation("subscriptions", TAG, summary, DONE, "Subscriptions", ("400", "401", "503"))


def _show() -> dict[str, Any]:
    return operation("subscription", TAG, "Een abonnement / One subscription", DONE, "Subscription", MINE)


def _end() -> dict[str, Any]:
    end = operation("unsubscribe", TAG, "Beëindig een abonnement / End a subscription", DONE, "Object", MINE)
    del end["responses"]["200"]
    end["responses"]["204"] = {"description": "Beëindigd / Ended", "headers": VERSION_HEADER}
    return end


def _letters() -> dict[str, Any]:
    summary = "Wat is opgegeven / What was given up"
    letters = operation("dead-letters", TAG, summary, DONE, "DeadLetters", MINE)
    letters["parameters"] = paging()
    return letters


def _revive() -> dict[str, Any]:
    summary, good = "Bezorg opnieuw / Deliver again", ("201", "Onderweg / Under way")
    return operation("revive", TAG, summary, good, "Revived", (*SENDING, "404"))


def news() -> dict[str, Any]:
    """Return the request that a subscriber receives, as a webhook of OpenAPI 3.1."""
    shape = {cloudevents.MEDIA_TYPE: {"schema": ref("Event")}}
    signed = [
        {"name": name, "in": "header", "required": True, "description": "RFC 9421, RFC 9530", "schema": TEXT}
        for name in ("Signature-Input", "Signature", "Content-Digest")
    ]
    words = (
        "Iets dat u mag weten is gebeurd; ondertekend met de sleutel van /.well-known/jwks.json / "
        "Something that you may know has happened; signed with the key at /.well-known/jwks.json"
    )
    answers = {
        "2XX": {"description": "Ontvangen / Received"},
        "410": {"description": "Stuur hier niets meer / Send nothing more here"},
        "default": {"description": "Wij proberen het later opnieuw / We try again later"},
    }
    body = {"required": True, "content": shape}
    return {"post": {"summary": words, "parameters": signed, "requestBody": body, "responses": answers}}


def _named(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": WORD}
