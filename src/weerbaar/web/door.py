"""Door: what every HTTP handler needs: who calls, which protocol is meant, and where the desk is."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from weerbaar.desk.asking import Answer, Asking, KeyReused, Unavailable
from weerbaar.desk.desk import Desk
from weerbaar.desk.intake import Fault, InvalidInput, fault, read_act
from weerbaar.desk.own_faults import noted
from weerbaar.kernel.law.acts import Act, Opening
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.standards.trace_context import parse_traceparent
from weerbaar.web.answers import answer, not_found, problem
from weerbaar.web.asked import Asked
from weerbaar.web.reply import Reply
from weerbaar.web.tokens import Caller, NotAuthentic, TokenKeys, missing
from weerbaar.webhooks.subscriptions import Subscriptions

Handler = Callable[[Asked], Awaitable[Reply]]
KEY_MAX = 200
FAULTS_SHOWN = 500  # as many as an order has acts; a body of a megabyte could hold a hundred thousand


class Door(msgspec.Struct, kw_only=True):
    """The desk and the token keys behind one HTTP server, and what it tells by itself, if anything."""

    desk: Desk
    tokens: TokenKeys
    subscriptions: Subscriptions | None = None

    def caller(self, request: Asked) -> Caller:
        """Return the verified caller; raises `NotAuthentic`, also for a party that is no member.

        A suspended member is who it is: the law refuses what it asks for, with the reason, and it goes on
        seeing its own cases.
        """
        sent = request.headers.getall("authorization", [])
        if len(sent) != 1:
            raise (
                missing()
                if not sent
                else NotAuthentic("Stuur één token.", "Send one token.", error="invalid_request")
            )
        caller = self.tokens.caller(sent[0])
        if caller.party not in self.desk.members:
            raise NotAuthentic("Deze partij is geen deelnemer.", "This party is no member of the scheme.")
        return caller

    def reads_log(self, request: Asked) -> bool:
        """Return whether the caller may know how long the log is: anybody may, unless the register names who."""
        readers = self.desk.members.register.log_readers
        if not readers:
            return True
        if not request.headers.getall("authorization", []):
            return False
        return not readers.isdisjoint(self.desk.members.roles(self.caller(request).party))

    def protocol(self, request: Asked) -> Protocol[Any] | None:
        """Return the protocol that the address names."""
        return self.desk.protocols.by_collection.get(request.path_params["collection"])

    def is_of(self, protocol: Protocol[Any], case: str) -> bool:
        """Return whether a case that may be seen belongs to a protocol; one that never began belongs to any."""
        standing = self.desk.deciding.cases.get(case)
        return standing is None or standing.protocol.name == protocol.name


def door_of(request: Asked) -> Door:
    """Return the door of this server."""
    found = request.app.state["door"]
    assert isinstance(found, Door)
    return found


def trace_of(request: Asked) -> tuple[bytes, bytes]:
    """Return the trace of a request, as its sender gave it or a new one, and a new span."""
    sent = request.headers.get("traceparent", "")
    context = parse_traceparent(sent) if sent else None
    drawn = secrets.token_bytes(24)
    return bytes.fromhex(context.trace_id) if context else drawn[8:], drawn[:8]


def idempotency_key(request: Asked) -> str | None:
    """Return the idempotency key of a request; raises `InvalidInput` when it is no usable one."""
    key, faults = read_key(request)
    if faults:
        raise InvalidInput(faults)
    return key


def read_key(request: Asked) -> tuple[str | None, tuple[Fault, ...]]:
    """Return the idempotency key of a request, if it has one, and what is wrong with it."""
    sent = request.headers.getall("idempotency-key", [])
    if not sent:
        return None, ()
    key = sent[0]
    if len(sent) == 1 and 0 < len(key) <= KEY_MAX and key.isascii() and key.isprintable():
        return key, ()
    nl = f"`Idempotency-Key` is één keer 1 tot {KEY_MAX} leesbare ASCII-tekens"
    en = f"`Idempotency-Key` is once 1 to {KEY_MAX} printable ASCII characters"
    return None, (fault("Idempotency-Key", nl, en),)


async def perform(
    request: Asked,
    protocol: Protocol[Any],
    case: str | None,
    body: bytes,
    fields: dict[str, Any],
) -> Reply:
    """Have one act decided and word the answer."""
    door = door_of(request)
    caller = door.caller(request)
    key, act = _read(request, protocol, caller, fields, begins=case is None)
    trace, span = trace_of(request)
    asking = Asking(
        protocol=protocol,
        act=act,
        case=case,
        idempotency_key=key,
        request=(str(protocol).encode(), (case or "").encode(), body),
        trace_id=trace,
        span_id=span,
    )
    return worded(await door.desk.ask(asking), protocol)


def _read(
    request: Asked,
    protocol: Protocol[Any],
    caller: Caller,
    fields: dict[str, Any],
    *,
    begins: bool,
) -> tuple[str | None, Act[Any]]:
    """Return the idempotency key and the act of a request; raises `InvalidInput` with the faults of both."""
    key, unusable = read_key(request)
    faults = [*unusable]
    act: Act[Any] | None = None
    name = fields.pop("act", _opening_name(protocol) if begins else "")
    try:
        act = read_act(
            protocol, name if isinstance(name, str) else "", caller.party, caller.functionary, fields
        )
    except InvalidInput as wrong:
        faults += wrong.faults
    if begins and act is not None and not isinstance(act, Opening):
        nl = "deze handeling begint geen zaak; vraag haar op een zaak"
        faults.append(fault("/act", nl, "this act begins no case; ask for it on a case"))
    if faults or act is None:
        raise InvalidInput(tuple(faults))
    return key, act


def _opening_name(protocol: Protocol[Any]) -> str:
    return next(name for name, kind in protocol.act_named.items() if kind is protocol.opening)


def worded(decided: Answer, protocol: Protocol[Any]) -> Reply:
    """Return the HTTP answer to a decision."""
    headers = {"Idempotent-Replayed": "true"} if decided.repeated else {}
    if decided.outcome == "unknown":
        return not_found()
    if decided.outcome == "permitted":
        where = f"/v1/{protocol.collection}/{decided.case}"
        body: dict[str, Any] = {"case": decided.case, "receipt": decided.receipt, "href": where}
        if decided.effective_at is not None:
            body["effective_at"] = decided.effective_at
        return answer(body, 201, {"Location": where, **headers})
    if decided.outcome == "clash":
        detail = (
            "Iemand was u voor; bekijk de zaak opnieuw. / Somebody else was first; look at the case again."
        )
        return problem(409, detail, reasons=decided.reasons, receipt=decided.receipt, headers=headers)
    detail = "De regels laten dit niet toe. / The rules do not allow this."
    return problem(403, detail, reasons=decided.reasons, receipt=decided.receipt, headers=headers)


def trouble(_: object, fault: Exception) -> Reply:
    """Word what went wrong before or beside a decision; our own faults leak nothing."""
    match fault:
        case NotAuthentic():
            challenge = {"WWW-Authenticate": fault.challenge}
            return problem(fault.status, f"{fault.nl} / {fault.en}", headers=challenge)
        case InvalidInput():
            count = len(fault.faults)
            detail = f"{count} fout(en) in de aanvraag. / {count} fault(s) in the request."
            return problem(400, detail, faults=fault.faults[:FAULTS_SHOWN])
        case KeyReused():
            detail = (
                "Deze Idempotency-Key hoort bij een andere aanvraag. / "
                "This Idempotency-Key belongs to another request."
            )
            return problem(422, detail)
        case Unavailable():
            detail = "Probeer het zo opnieuw. / Try again in a moment."
            return problem(503, detail, headers={"Retry-After": str(fault.seconds)})
        case _:
            number = noted(fault, "a request failed")
            nl = f"Er ging bij ons iets mis. Noem nummer {number} als u het meldt."
            en = f"Something went wrong on our side. Name number {number} when you report it."
            return problem(500, f"{nl} / {en}", instance=f"urn:uuid:{number}")
