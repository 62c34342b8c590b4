"""Questions and answers about access as OpenID AuthZEN 1.0 writes them: may this subject do this here?

The readers never raise: they return the request, or every fault of it with a JSON pointer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import msgspec

from weerbaar.standards.problem import PointedFault, pointer
from weerbaar.standards.strict_json import named_twice

Semantic = Literal["execute_all", "deny_on_first_deny", "permit_on_first_permit"]
SEMANTICS: dict[str, Semantic] = {
    "execute_all": "execute_all",
    "deny_on_first_deny": "deny_on_first_deny",
    "permit_on_first_permit": "permit_on_first_permit",
}
_MEMBERS = ("subject", "action", "resource", "context")
# A truck carries two containers, a barge call some hundreds of rights; more is another kind of question.
MOST_EVALUATIONS = 1_000

Properties = Mapping[str, object]
Text = Annotated[str, msgspec.Meta(min_length=1)]
_NONE: Properties = {}


class Subject(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who asks for access: a kind, an identifier within it, and what else is known."""

    type: Text
    id: Text
    properties: Properties = _NONE


class Action(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the subject wants to do."""

    name: Text
    properties: Properties = _NONE


class Resource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """On what."""

    type: Text
    id: Text
    properties: Properties = _NONE


class Evaluation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question."""

    subject: Subject
    action: Action
    resource: Resource
    context: Properties = _NONE


_whole = msgspec.json.Decoder(Evaluation)


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer; a denial is an answer like any other, and its reasons stand in `context`."""

    decision: bool
    context: Properties = _NONE


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """The answers to a batch, in the order of its items; fewer when its semantic stopped early."""

    evaluations: tuple[Decision, ...]


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Many questions; an item that is malformed is its faults instead of a question.

    `single` says that the request had no `evaluations` and wants one plain decision back.
    """

    items: tuple[Evaluation | tuple[PointedFault, ...], ...]
    semantic: Semantic = "execute_all"
    single: bool = False


class Metadata(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands at `/.well-known/authzen-configuration`: where this decision point answers."""

    policy_decision_point: str
    access_evaluation_endpoint: str
    access_evaluations_endpoint: str = ""
    search_subject_endpoint: str = ""
    search_action_endpoint: str = ""
    search_resource_endpoint: str = ""
    capabilities: tuple[str, ...] = ()


def metadata_for(base: str) -> Metadata:
    """Describe a decision point whose base address is `base`, without a slash at its end."""
    return Metadata(
        policy_decision_point=base,
        access_evaluation_endpoint=f"{base}/access/v1/evaluation",
        access_evaluations_endpoint=f"{base}/access/v1/evaluations",
    )


def read_evaluation(body: bytes) -> Evaluation | tuple[PointedFault, ...]:
    """Read one question, or return every fault of it."""
    # Nearly every question is right, and is then read at once; only a wrong one is taken apart for its faults.
    try:
        asked = _whole.decode(body)
        if not named_twice(body):
            return asked
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass
    told = _object(body)
    if isinstance(told, tuple):
        return told
    return _evaluation(told, ())


def read_evaluations(body: bytes) -> Batch | tuple[PointedFault, ...]:
    """Read many questions: the members of the request are defaults for each of its `evaluations`.

    Only what touches the whole request is returned as faults; a malformed item keeps its place in the batch.
    """
    told = _object(body)
    if isinstance(told, tuple):
        return told
    found: list[PointedFault] = []
    options, items = told.get("options", {}), told.get("evaluations", [])
    semantic = options.get("evaluations_semantic", "execute_all") if isinstance(options, dict) else None
    chosen = SEMANTICS.get(semantic) if isinstance(semantic, str) else None
    if chosen is None:
        found.append(
            _fault(
                ("options", "evaluations_semantic"),
                f"moet een van {', '.join(SEMANTICS)} zijn",
                f"must be one of {', '.join(SEMANTICS)}",
            )
        )
    if not isinstance(items, list):
        found.append(_fault(("evaluations",), "moet een lijst zijn", "must be a list"))
        items = []
    elif len(items) > MOST_EVALUATIONS:
        found.append(
            _fault(
                ("evaluations",),
                f"mag ten hoogste {MOST_EVALUATIONS} vragen bevatten, het zijn er {len(items)}",
                f"may hold at most {MOST_EVALUATIONS} questions, there are {len(items)}",
            )
        )
    if found or chosen is None:
        return tuple(found)
    if not items:
        return Batch(items=(_evaluation(told, ()),), single=True)
    return Batch(items=tuple(_item(told, item, n) for n, item in enumerate(items)), semantic=chosen)


def stops(semantic: Semantic, decision: Decision) -> bool:
    """Say whether no further question is answered after this decision."""
    return (semantic == "deny_on_first_deny" and not decision.decision) or (
        semantic == "permit_on_first_permit" and decision.decision
    )


def malformed(faults: Sequence[PointedFault]) -> Decision:
    """Answer a malformed item of a batch: a denial that carries its faults."""
    error = {"status": 400, "message": "malformed evaluation", "faults": msgspec.to_builtins(tuple(faults))}
    return Decision(decision=False, context={"error": error})


def _fault(steps: tuple[str | int, ...], nl: str, en: str) -> PointedFault:
    place = pointer(*steps)
    return PointedFault(
        pointer=place, nl=f"{place or 'het verzoek'} {nl}", en=f"{place or 'the request'} {en}"
    )


def _object(body: bytes) -> dict[str, object] | tuple[PointedFault, ...]:
    """Decode a JSON object, or say why it is none."""
    try:
        told = msgspec.json.decode(body, type=dict[str, object])
        twice = named_twice(body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return (_fault((), "is geen JSON-object", "is no JSON object"),)
    if twice:
        return tuple(_fault((name[:60],), "staat er twee keer", "is there twice") for name in twice)
    return told


def _item(defaults: dict[str, object], item: object, place: int) -> Evaluation | tuple[PointedFault, ...]:
    if not isinstance(item, dict):
        return (_fault(("evaluations", place), "moet een object zijn", "must be an object"),)
    whole: dict[str, object] = {name: defaults[name] for name in _MEMBERS if name in defaults}
    whole.update(item)
    return _evaluation(whole, ("evaluations", place))


def _evaluation(
    told: Mapping[str, object], at: tuple[str | int, ...]
) -> Evaluation | tuple[PointedFault, ...]:
    found: list[PointedFault] = []
    subject = _part(told, "subject", ("type", "id"), at, found)
    action = _part(told, "action", ("name",), at, found)
    resource = _part(told, "resource", ("type", "id"), at, found)
    context = _properties(told.get("context", {}), (*at, "context"), found)
    if found:
        return tuple(found)
    return Evaluation(
        subject=Subject(type=subject.texts[0], id=subject.texts[1], properties=subject.properties),
        action=Action(name=action.texts[0], properties=action.properties),
        resource=Resource(type=resource.texts[0], id=resource.texts[1], properties=resource.properties),
        context=context,
    )


class _Part(msgspec.Struct, frozen=True):
    """The texts that a part must have, and its properties."""

    texts: tuple[str, ...]
    properties: Properties


def _part(
    told: Mapping[str, object],
    name: str,
    needed: tuple[str, ...],
    at: tuple[str | int, ...],
    found: list[PointedFault],
) -> _Part:
    part = told.get(name)
    if not isinstance(part, dict):
        found.append(_fault((*at, name), "ontbreekt of is geen object", "is missing or is no object"))
        return _Part(("",) * len(needed), {})
    texts: list[str] = []
    for key in needed:
        value = part.get(key)
        if not isinstance(value, str) or not value:
            found.append(_fault((*at, name, key), "ontbreekt of is geen tekst", "is missing or is no text"))
            value = ""
        texts.append(value)
    return _Part(tuple(texts), _properties(part.get("properties", {}), (*at, name, "properties"), found))


def _properties(value: object, at: tuple[str | int, ...], found: list[PointedFault]) -> Properties:
    if isinstance(value, dict):
        return {str(key): inner for key, inner in value.items()}
    found.append(_fault(at, "moet een object zijn", "must be an object"))
    return {}
