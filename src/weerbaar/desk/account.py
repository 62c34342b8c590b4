"""Account: writes one decision down in sections, each of which can later be shown and proven by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from weerbaar.desk.reading_back import from_json
from weerbaar.kernel.law.acts import Act, Event
from weerbaar.kernel.law.decide import Permitted, Reason, Refused
from weerbaar.kernel.law.disclosure import PersonalData
from weerbaar.kernel.law.given import Answer, Question
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.kernel.law.records import Record
from weerbaar.kernel.ledger.personal import Revealed, protect
from weerbaar.kernel.ledger.rows import PersonalRow

SEALED = re.compile(rb'\{"personal":"[0-9a-f]{64}"\}')
_encode = msgspec.json.Encoder(order="sorted").encode


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to seal the personal values of one decision: where they go, whose they are, and the key."""

    scheme: str
    position: int
    subject: str
    key: bytes
    entropy: Callable[[int], bytes]


class WrittenReason(Record):
    """One rule as an account keeps it: its name and its ground. The sentences stand in the protocol."""

    rule: str
    basis: str
    failed: str = ""


@cache
def personal_fields(kind: type[Record]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a record class that hold personal data, each with whose data it is."""
    hints = get_type_hints(kind, include_extras=True)
    found = ((name, _subject(hints[name])) for name in kind.__struct_fields__)
    return tuple((name, subject) for name, subject in found if subject)


def _subject(hint: Any) -> str:
    if get_origin(hint) is Annotated:
        for extra in get_args(hint)[1:]:
            if isinstance(extra, PersonalData):
                return extra.subject
    return next((subject for part in get_args(hint) if (subject := _subject(part))), "")


def account(
    act: Act[Any],
    decision: Permitted[Any] | Refused,
    audiences: tuple[frozenset[str], ...],
    served: dict[Question, Answer],
    seal: Seal | None,
) -> tuple[dict[str, bytes], tuple[PersonalRow, ...]]:
    """Return the sections of one decision as canonical bytes, and the personal values taken out of them.

    Sections: `act` (what was asked; who, when and on which case the ledger adds itself), `because` or `told`
    and `untold` (the rules that decided), `given` (every fact that was asked), `event.N` (what happened),
    `audience` (who may know of each event).
    """
    sealed: list[PersonalRow] = []
    sections = {"act": _fields(act, "act", seal, sealed)}
    written = _written(type(act))
    if isinstance(decision, Permitted):
        sections["audience"] = _list([_audience(names) for names in audiences])
        sections["because"] = _list([written[one.rule.name] for one in decision.because])
        for number, event in enumerate(decision.events):
            name = f"event.{number}"
            sections[name] = b"%b%b}" % (_event_head(type(event)), _fields(event, name, seal, sealed))
    # Most rules ask nothing of anybody.
    sections["given"] = _encode([(*asked, answer) for asked, answer in served.items()]) if served else b"[]"
    if isinstance(decision, Refused):
        tellable = [one for one in decision.tellable if one.rule.told]
        sections["told"] = _list([written[one.rule.name] for one in tellable])
        untold = [_encode(_reason(one)) for one in decision.reasons if one not in tellable or one.failed]
        if untold:
            sections["untold"] = _list(untold)
    return sections, tuple(sealed)


def _reason(reason: Reason) -> WrittenReason:
    return WrittenReason(rule=reason.rule.name, basis=str(reason.rule.basis), failed=reason.failed)


# What follows is written anew with every decision and hardly ever differs: it is prepared once.


@cache
def _written(kind: type[Act[Any]]) -> dict[str, bytes]:
    """Return each rule of an act as a reason that was evaluated, by its name."""
    return {rule.name: _encode(_reason(Reason(rule=rule))) for rule, _ in kind.rules}


@cache
def _event_head(kind: type[Event[Any]]) -> bytes:
    """Return what stands before the fields of an event; canonical, since `event` comes before `fields`."""
    return b'{"event":%b,"fields":' % _encode(kebab(kind.__name__))


@lru_cache(maxsize=20_000)
def _audience(names: frozenset[str]) -> bytes:
    # The same few parties meet on many cases.
    return _encode(sorted(names))


def _list(items: list[bytes]) -> bytes:
    return b"[%b]" % b",".join(items)


def _fields(record: Record, section: str, seal: Seal | None, sealed: list[PersonalRow]) -> bytes:
    private = personal_fields(type(record))
    return _encode(_sealed_fields(record, private, section, seal, sealed) if private else record)


def _sealed_fields(
    record: Record,
    private: tuple[tuple[str, str], ...],
    section: str,
    seal: Seal | None,
    sealed: list[PersonalRow],
) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(record)
    for name, _ in private:
        value = plain.get(name)
        if value is None:
            continue
        # INVARIANT: without a key to seal them under, personal values are never written down.
        assert seal is not None
        path = f"{section}.{name}"
        done = protect(
            seal.scheme, seal.position, path, seal.subject, _encode(value), seal.key, random=seal.entropy
        )
        sealed.append(done.row)
        plain[name] = msgspec.Raw(done.commitment)
    return plain


def subject_of(protocol: Protocol[Any], case: str) -> str:
    """Return the name under which the personal data in one case are kept and erased."""
    return f"{protocol.retain.of}:{case}"


def opened(section: bytes, name: str, shown: Iterable[Revealed]) -> bytes:
    """Return a section with its personal values back in place; those of an erased person are empty."""
    if not sealed_in(section):
        return section
    values = {one.path: one.value for one in shown}
    written = msgspec.json.decode(section, type=dict[str, msgspec.Raw])
    nested = "fields" in written and name != "act"
    inner = msgspec.json.decode(written["fields"], type=dict[str, msgspec.Raw]) if nested else written
    for field, value in inner.items():
        if SEALED.fullmatch(bytes(value)):
            # Nothing is revealed of the erased, whose ciphertext is gone with its key.
            inner[field] = msgspec.Raw(values.get(f"{name}.{field}") or b"null")
    if nested:
        written["fields"] = msgspec.Raw(_encode(inner))
    return _encode(written)


def sealed_in(body: bytes) -> int:
    """Return how many personal values were taken out of a body or a section."""
    return len(SEALED.findall(body)) if b'{"personal":"' in body else 0


def events_in(
    sections: dict[str, bytes], kinds: dict[str, type[Event[Any]]]
) -> Iterator[tuple[int, Event[Any]]]:
    """Yield the events of an account again, each with its number."""
    number = 0
    while (section := sections.get(f"event.{number}")) is not None:
        written = _written_event.decode(section)
        yield number, from_json(kinds[written.event])(written.fields)
        number += 1


class WrittenEvent(msgspec.Struct, gc=False):
    """One event as it is written down: its name, and its fields not yet read."""

    event: str
    fields: msgspec.Raw


_written_event = msgspec.json.Decoder(WrittenEvent)
