"""Together: several acts of one order, of which all are done or none is."""

from __future__ import annotations

from datetime import datetime

import msgspec

from weerbaar.desk.asking import UNKNOWN, Answer, Asking, Told
from weerbaar.desk.deciding import Decided, Deciding

WITHHELD = Told(
    rule="all_or_nothing",
    basis="",
    nl="Niet alles van deze opdracht kon, dus is er niets van gedaan.",
    en="Not everything in this order could be done, so none of it was.",
)


def decide_together(
    deciding: Deciding, askings: list[Asking], now: datetime
) -> list[tuple[Decided | None, Answer]]:
    """Decide the acts of an order, each on another case, in turn; when one may not be done, none is.

    Returns for each act what is to be committed and its answer, which holds once that is committed. Of an
    order that fails only the refusals are committed: what could have been done was not decided on at all.
    """
    mark, tried = deciding.mark(), list[Decided | None]()
    try:
        for asking in askings:
            tried.append(deciding.decide(asking, now))
    except BaseException:
        deciding.undo(mark, tried)
        raise
    done = [one for one in tried if one is not None and one.standing is not None]
    if len(done) == len(askings):
        return [(one, one.answer) for one in done]
    deciding.undo(mark, tried)
    return [_refused_again(deciding, asking, one, now) for asking, one in zip(askings, tried, strict=True)]


def _refused_again(
    deciding: Deciding, asking: Asking, tried: Decided | None, now: datetime
) -> tuple[Decided | None, Answer]:
    """Return the refusal of an act at its own place in the log; what was not refused is withheld."""
    if tried is None:
        return None, UNKNOWN
    withheld = Answer(outcome="withheld", case=tried.answer.case, reasons=(WITHHELD,))
    if tried.standing is not None:
        return None, withheld
    mark = deciding.mark()
    again = deciding.decide(asking, now)
    if again is not None and again.standing is None:
        return again, again.answer
    # It was refused for what an act before it in the order brought about, and that has been undone.
    deciding.undo(mark, [again])
    return None, msgspec.structs.replace(withheld, reasons=(*tried.answer.reasons, WITHHELD))
