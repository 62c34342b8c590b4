"""Access over HTTP: a machine asks by AuthZEN whether somebody may do something now, such as pass a gate."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, get

from weerbaar.desk.asking import Answer, Asking
from weerbaar.desk.intake import Fault, InvalidInput, read_act
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.standards.authzen import (
    Decision,
    Decisions,
    Evaluation,
    malformed,
    metadata_for,
    read_evaluation,
    read_evaluations,
    stops,
)
from weerbaar.standards.problem import PointedFault
from weerbaar.web.answers import answer
from weerbaar.web.asked import Asked
from weerbaar.web.bodies import body_of
from weerbaar.web.door import Door, door_of, idempotency_key, trace_of
from weerbaar.web.reply import Reply
from weerbaar.web.tokens import Caller

NO_RIGHT = {
    "code": "NO_RIGHT",
    "basis": "",
    "nl": "Er is geen geldig recht.",
    "en": "There is no valid right.",
}
UNKNOWN = {
    "code": "UNKNOWN_ACTION",
    "basis": "",
    "nl": "Deze vraag kennen we niet.",
    "en": "We do not know this question.",
}


async def evaluate(
    door: Door, caller: Caller, asked: Evaluation, request: Asked, key: str | None
) -> Decision:
    """Have the question decided as an act of the caller, durably, and return AuthZEN's answer."""
    trace, span = trace_of(request)
    protocol = _protocol_for(door, asked)
    if protocol is None:
        denied = Decision(decision=False, context={"reasons": [UNKNOWN]})
        await door.desk.log_question(caller.party, trace, span, asked, denied)
        return denied
    given = {**asked.subject.properties, **asked.action.properties, **asked.context}
    wanted = protocol.act_named[asked.action.name].__struct_fields__
    fields = {name: value for name, value in given.items() if name in wanted}
    act = read_act(protocol, asked.action.name, caller.party, caller.functionary, fields)
    viewer = door.desk.members.viewer(caller.party)
    case = door.desk.reading.found(viewer, protocol.name, asked.resource.id, asked.resource.properties)
    if case is None:
        denied = Decision(decision=False, context={"reasons": [NO_RIGHT]})
        await door.desk.log_question(caller.party, trace, span, asked, denied)
        return denied
    asking = Asking(
        protocol=protocol,
        act=act,
        case=case,
        idempotency_key=key,
        request=() if key is None else (msgspec.json.encode(asked, order="sorted"),),
        trace_id=trace,
        span_id=span,
    )
    return _worded(await door.desk.ask(asking))


def _protocol_for(door: Door, asked: Evaluation) -> Protocol[Any] | None:
    fitting = (one for one in door.desk.protocols.all if one.asked_of == asked.resource.type)
    return next((one for one in fitting if asked.action.name in one.act_named), None)


def _worded(decided: Answer) -> Decision:
    if decided.outcome == "unknown":
        return Decision(decision=False, context={"reasons": [NO_RIGHT]})
    context: dict[str, object] = {"id": decided.receipt, "position": decided.position, "case": decided.case}
    if decided.outcome != "permitted":
        context["reasons"] = [
            {"code": one.rule.upper(), "basis": one.basis, "nl": one.nl, "en": one.en}
            for one in decided.reasons
        ]
    return Decision(decision=decided.outcome == "permitted", context=context)


def _invalid(faults: tuple[PointedFault, ...]) -> InvalidInput:
    return InvalidInput(tuple(Fault(pointer=one.pointer, nl=one.nl, en=one.en) for one in faults))


def _echo(request: Asked) -> dict[str, str]:
    identifier = request.headers.get("x-request-id", "")
    return {"X-Request-ID": identifier} if 0 < len(identifier) <= 200 and identifier.isprintable() else {}


async def evaluation(request: Asked) -> Reply:
    """Answer one access question; a denial is an answer and no error."""
    door = door_of(request)
    caller = door.caller(request)
    asked = read_evaluation(await body_of(request))
    if not isinstance(asked, Evaluation):
        raise _invalid(asked)
    decision = await evaluate(door, caller, asked, request, idempotency_key(request))
    return answer(decision, headers=_echo(request))


async def evaluations(request: Asked) -> Reply:
    """Answer many access questions in order; what they share stands once, outside the list."""
    door = door_of(request)
    caller = door.caller(request)
    batch = read_evaluations(await body_of(request))
    if isinstance(batch, tuple):
        raise _invalid(batch)
    if batch.single and not isinstance(batch.items[0], Evaluation):
        raise _invalid(batch.items[0])
    decisions: list[Decision] = []
    key = idempotency_key(request)
    for number, item in enumerate(batch.items):
        own_key = None if key is None else f"{key}:{number}"
        decisions.append(await _one_of_many(door, caller, item, request, own_key))
        if stops(batch.semantic, decisions[-1]):
            break
    headers = _echo(request)
    if batch.single:
        return answer(decisions[0], headers=headers)
    return answer(Decisions(evaluations=tuple(decisions)), headers=headers)


async def _one_of_many(
    door: Door,
    caller: Caller,
    item: Evaluation | tuple[PointedFault, ...],
    request: Asked,
    key: str | None,
) -> Decision:
    if not isinstance(item, Evaluation):
        return malformed(item)
    try:
        return await evaluate(door, caller, item, request, key)
    except InvalidInput as wrong:
        return malformed([PointedFault(pointer=one.pointer, nl=one.nl, en=one.en) for one in wrong.faults])


@get("/.well-known/authzen-configuration")
async def configuration(request: Request[Any, Any, Any]) -> Reply:
    """Describe this decision point."""
    return answer(metadata_for(str(request.base_url).rstrip("/")))


OFTEN = {"/access/v1/evaluation": evaluation, "/access/v1/evaluations": evaluations}
ROUTES = [configuration]
