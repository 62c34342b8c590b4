"""Access over HTTP: the gate asks by AuthZEN whether a driver may collect a container now."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from litestar import Request, get, post

from weerbaar.desk.asking import Answer, Asking
from weerbaar.desk.intake import InvalidInput, fault, read_act, read_json
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.web.answers import answer
from weerbaar.web.door import Door, Reply, door_of, idempotency_key, trace_of
from weerbaar.web.tokens import Caller

EVALUATIONS_MAX = 200


class Entity(msgspec.Struct, kw_only=True):
    """A subject, action or resource as AuthZEN 1.0 writes it."""

    type: str = ""
    id: str = ""
    name: str = ""
    properties: dict[str, Any] = {}


class Evaluation(msgspec.Struct, kw_only=True):
    """One question: may this subject do this to that resource?"""

    subject: Entity
    action: Entity
    resource: Entity
    context: dict[str, Any] = {}


async def evaluate(
    door: Door, caller: Caller, asked: Evaluation, request: Request[Any, Any, Any]
) -> dict[str, Any]:
    """Have the question decided as an act of the caller, durably, and return AuthZEN's answer."""
    found = _act_for(door, asked)
    if found is None:
        return _denied("UNKNOWN_ACTION", "Deze vraag kennen we niet.", "We do not know this question.")
    protocol, name = found
    fields = {**asked.subject.properties, **asked.action.properties, **asked.context}
    wanted = protocol.act_named[name].__struct_fields__
    fields = {key: value for key, value in fields.items() if key in wanted}
    act = read_act(protocol, name, caller.party, caller.functionary, fields)
    viewer = door.desk.members.viewer(caller.party)
    mine = door.desk.reading.mine(viewer, protocol.name, "", 10, asked.resource.id)
    case = _chosen(mine, asked.resource.properties)
    trace, span = trace_of(request)
    if case is None:
        await door.desk.log_question(caller.party, trace, span, msgspec.to_builtins(asked), decision=False)
        return _denied("NO_RIGHT", "Er is geen geldig recht.", "There is no valid right.")
    asking = Asking(
        protocol=protocol,
        act=act,
        case=case,
        idempotency_key=idempotency_key(request),
        request_hash=hashlib.sha256(msgspec.json.encode(asked)).digest(),
        trace_id=trace,
        span_id=span,
    )
    return _worded(await door.desk.ask(asking))


def _act_for(door: Door, asked: Evaluation) -> tuple[Protocol[Any], str] | None:
    for protocol in door.desk.protocols.all:
        kind = protocol.act_named.get(asked.action.name)
        if kind is not None and protocol.asked_of == asked.resource.type:
            return protocol, asked.action.name
    return None


def _chosen(mine: list[Any], wanted: dict[str, Any]) -> str | None:
    fitting = [one for one in mine if all(one.fields.get(key) == value for key, value in wanted.items())]
    return fitting[0].id if fitting else None


def _worded(decided: Answer) -> dict[str, Any]:
    if decided.outcome == "permitted":
        return {"decision": True, "context": {"id": decided.receipt, "position": decided.position}}
    if decided.outcome == "unknown":
        return _denied("NO_RIGHT", "Er is geen geldig recht.", "There is no valid right.")
    reasons = [
        {"code": one.rule.upper(), "basis": one.basis, "nl": one.nl, "en": one.en} for one in decided.reasons
    ]
    context = {"id": decided.receipt, "position": decided.position, "reasons": reasons}
    return {"decision": False, "context": context}


def _denied(code: str, nl: str, en: str) -> dict[str, Any]:
    return {"decision": False, "context": {"reasons": [{"code": code, "basis": "", "nl": nl, "en": en}]}}


def _read(value: dict[str, Any]) -> Evaluation:
    missing = [part for part in ("subject", "action", "resource") if not isinstance(value.get(part), dict)]
    if missing:
        faults = (fault(f"/{part}", f"`{part}` ontbreekt", f"`{part}` is missing") for part in missing)
        raise InvalidInput(tuple(faults))
    try:
        return msgspec.convert(value, Evaluation)
    except msgspec.ValidationError as trouble:
        raise InvalidInput(
            (fault("", f"de vraag klopt niet: {trouble}", f"the question is not right: {trouble}"),)
        ) from None


def _echo(request: Request[Any, Any, Any]) -> dict[str, str]:
    identifier = request.headers.get("x-request-id", "")
    return {"X-Request-ID": identifier} if 0 < len(identifier) <= 200 and identifier.isprintable() else {}


@post("/access/v1/evaluation", status_code=200)
async def evaluation(request: Request[Any, Any, Any]) -> Reply:
    """Answer one access question; a denial is an answer and no error."""
    door = door_of(request)
    caller = door.caller(request)
    asked = _read(read_json(await request.body()))
    return answer(await evaluate(door, caller, asked, request), headers=_echo(request))


@post("/access/v1/evaluations", status_code=200)
async def evaluations(request: Request[Any, Any, Any]) -> Reply:
    """Answer many access questions in order; what they share stands once, outside the list."""
    door = door_of(request)
    caller = door.caller(request)
    shared = read_json(await request.body())
    many = shared.pop("evaluations", None)
    if not isinstance(many, list) or not 0 < len(many) <= EVALUATIONS_MAX:
        nl = f"`evaluations` is een lijst van 1 tot {EVALUATIONS_MAX} vragen"
        raise InvalidInput(
            (fault("/evaluations", nl, f"`evaluations` is a list of 1 to {EVALUATIONS_MAX} questions"),)
        )
    asked = [_read({**shared, **one}) if isinstance(one, dict) else _read({}) for one in many]
    answers = [await evaluate(door, caller, one, request) for one in asked]
    return answer({"evaluations": answers}, headers=_echo(request))


@get("/.well-known/authzen-configuration")
async def configuration(request: Request[Any, Any, Any]) -> Reply:
    """Describe this decision point."""
    base = str(request.base_url).rstrip("/")
    return answer(
        {
            "policy_decision_point": base,
            "access_evaluation_endpoint": f"{base}/access/v1/evaluation",
            "access_evaluations_endpoint": f"{base}/access/v1/evaluations",
        }
    )


ROUTES = [evaluation, evaluations, configuration]
