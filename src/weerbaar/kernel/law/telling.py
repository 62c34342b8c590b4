"""Telling: whether an event tells somebody what the view of the case hides from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Generic

import msgspec

from weerbaar.kernel.law.acts import Act, C, Event
from weerbaar.kernel.law.disclosure import is_party, view
from weerbaar.kernel.law.parties import Viewer

written = msgspec.json.Encoder().encode  # a view or an act as text, in which words are quickly found

Texts = dict[tuple[Any, Viewer], bytes]
TEXTS_MAX = 5_000  # one has some kilobytes; a walk comes by the same case within so many


class Ear(Generic[C]):
    """Listens for one viewer to the events of one act: what do they tell beyond what it knows by itself?

    That is the moment, its own act, and the case as it sees it: before all of these events, after all of them,
    and right before and right after the event itself. `path` holds the case before the first event and after
    each; `texts` keeps how a viewer sees a case from one act to the next, for a walk comes by the same often.
    """

    def __init__(
        self,
        path: tuple[C, ...],
        viewer: Viewer,
        see: tuple[str, ...],
        now: datetime,
        act: Act[Any] | None,
        texts: Texts,
    ) -> None:
        self._path, self._viewer, self._see, self._texts = path, viewer, see, texts
        self._own = written((now, act if act and act.actor == viewer.party else None))

    def told_beyond(self, event: Event[C], place: int) -> tuple[str, ...]:
        """Return the fields of the event at a place that tell more."""
        return told_beyond(event, self._known(place))

    def _known(self, place: int) -> Iterator[bytes]:
        yield self._own
        for one in (0, -1, place, place + 1):
            yield self._text(self._path[one])

    def _text(self, case: C) -> bytes:
        if not is_party(self._viewer, case, self._see):
            return b""
        text = self._texts.get((case, self._viewer))
        if text is None:
            if len(self._texts) >= TEXTS_MAX:
                self._texts.clear()
            text = self._texts[case, self._viewer] = written(view(case, self._viewer))
        return text


def told_beyond(event: Event[Any], known: Iterable[bytes]) -> tuple[str, ...]:
    """Return the fields of an event in which something is not known, but for those that the event `tells`.

    `known` holds what somebody knows, as `written`, the cheapest first: it is read only as far as it takes. A
    field is known when its value stands there as it is, or when every word, number and moment in it does. What
    is empty, and a bare yes or no, tells nothing.
    """
    left = {
        name: written(value)
        for name in event.__struct_fields__
        if name not in event.tells and not _silent(value := getattr(event, name))
    }
    loose: dict[str, set[bytes]] = {}
    for text in known:
        if not left:
            break
        for name, told in tuple(left.items()):
            if told in text and not told.isdigit():
                del left[name]
                continue
            words = loose.get(name)
            if words is None:
                words = loose[name] = set(_words(msgspec.json.decode(told)))
            words -= {word for word in words if _stands(word, text)}
            if not words:
                del left[name]
    return tuple(left)


def _silent(value: object) -> bool:
    return value is None or isinstance(value, bool) or value in ("", ())


def _words(value: Any) -> Iterator[bytes]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif not _silent(value):
        yield written(value)


def _stands(word: bytes, text: bytes) -> bool:
    """Return whether a word stands in a text by itself: 7 does not stand in 17."""
    if word[:1] == b'"':
        return word in text
    return any(before + word + after in text for before in (b":", b"[", b",") for after in (b",", b"}", b"]"))
