"""Orders over HTTP: many acts in one request, each for itself, or all of them or none."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, post

from weerbaar.desk.asking import Answer, Asking, KeyReused
from weerbaar.desk.intake import Fault, InvalidInput, fault, read_act, read_json, shortened
from weerbaar.kernel.law.acts import Opening
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.standards.problem import pointer
from weerbaar.web.answers import answer, not_found
from weerbaar.web.bodies import body_of
from weerbaar.web.door import door_of, read_key, trace_of
from weerbaar.web.reply import Reply
from weerbaar.web.tokens import Caller

MOST_ACTS = 500  # a bill of lading has some tens of containers, a barge call some hundreds of rights


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one act of an order."""

    outcome: str
    case: str
    receipt: str
    reasons: tuple[Any, ...]


@post("/v1/{collection:str}/orders", status_code=200)
async def order(request: Request[Any, Any, Any]) -> Reply:
    """Have many acts done; the answer has a line for each, in the order in which they were asked."""
    door = door_of(request)
    caller, protocol = door.caller(request), door.protocol(request)
    if protocol is None:
        return not_found()
    body = await body_of(request)
    wanted = read_json(body)
    together = wanted.get("all_or_nothing", False)
    key, unusable = read_key(request)
    askings = _read(protocol, caller, wanted, together, unusable)
    said = (str(protocol).encode(), b"orders", body)
    trace, span = trace_of(request)
    for number, asking in enumerate(askings):
        asking.idempotency_key = None if key is None else f"{key}:{number}"
        asking.request, asking.trace_id, asking.span_id = said, trace, span
    if together:
        answers: list[Answer | KeyReused] = [*await door.desk.ask_together(askings)]
    else:
        answers = await door.desk.ask_all(askings)
    return answer({"outcome": _outcome(answers), "items": [_line(one) for one in answers]})


def _read(
    protocol: Protocol[Any],
    caller: Caller,
    wanted: dict[str, Any],
    together: object,
    unusable: tuple[Fault, ...],
) -> list[Asking]:
    """Return the acts of an order; raises `InvalidInput` with every fault of every act, after those of its key."""
    faults = [*unusable]
    faults += [
        fault(pointer(name), f"`{name}` hoort niet in een opdracht", f"`{name}` does not belong in an order")
        for name in map(shortened, sorted(wanted.keys() - {"acts", "all_or_nothing"}))
    ]
    if not isinstance(together, bool):
        faults.append(fault("/all_or_nothing", "dit is `true` of `false`", "this is `true` or `false`"))
    items = wanted.get("acts")
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ACTS:
        nl, en = f"geef 1 tot {MOST_ACTS} handelingen", f"give 1 to {MOST_ACTS} acts"
        raise InvalidInput((*faults, fault("/acts", nl, en)))
    askings: list[Asking] = []
    for number, item in enumerate(items):
        try:
            askings.append(_read_one(protocol, caller, item))
        except InvalidInput as wrong:
            faults += [
                msgspec.structs.replace(one, pointer=f"/acts/{number}{one.pointer}") for one in wrong.faults
            ]
    if together and not faults:
        faults += _on_one_case(protocol, askings)
    if faults:
        raise InvalidInput(tuple(faults))
    return askings


def _read_one(protocol: Protocol[Any], caller: Caller, item: object) -> Asking:
    if not isinstance(item, dict):
        raise InvalidInput((fault("", "dit is geen handeling", "this is no act"),))
    fields = {str(name): value for name, value in item.items()}
    name, case = fields.pop("act", ""), fields.pop("case", None)
    act = read_act(protocol, str(name), caller.party, caller.functionary, fields)
    if not isinstance(case, str | None) or (case is None and not isinstance(act, Opening)):
        raise InvalidInput((fault("/case", "geef de zaak", "give the case"),))
    return Asking(protocol=protocol, act=act, case=case)


def _on_one_case(protocol: Protocol[Any], askings: list[Asking]) -> list[Fault]:
    """Return a fault for each act on a case that an act before it is on: such acts could not be undone apart."""
    seen: set[str] = set()
    faults: list[Fault] = []
    for number, asking in enumerate(askings):
        about = asking.case
        if about is None and isinstance(asking.act, Opening):
            about = protocol.key(asking.act.blank())
        if about in seen:
            nl = "deze zaak staat er al; bij alles of niets mag elke zaak één keer"
            en = "this case stands there already; with all or nothing each case may stand once"
            faults.append(fault(f"/acts/{number}", nl, en))
        seen.add(about or "")
    return faults


def _outcome(answers: list[Answer | KeyReused]) -> str:
    done = sum(isinstance(one, Answer) and one.outcome == "permitted" for one in answers)
    return "permitted" if done == len(answers) else "in-part" if done else "refused"


def _line(one: Answer | KeyReused) -> Line:
    if isinstance(one, KeyReused):
        return Line(outcome="key-reused", case="", receipt="", reasons=())
    return Line(outcome=one.outcome, case=one.case, receipt=one.receipt, reasons=one.reasons)


ROUTES = [order]
