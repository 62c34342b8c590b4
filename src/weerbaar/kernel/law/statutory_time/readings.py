"""Where a law can be read in more than one way: the term ends as early as any reading allows, and says so."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from weerbaar.kernel.law.statutory_time.derivation import Ending, Step
from weerbaar.kernel.law.statutory_time.sources import EARLIER_END, Basis, refuse
from weerbaar.kernel.law.statutory_time.wording import say_moment


class Reading(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One way to read a law, named in Dutch and English, and the end that it gives."""

    nl: str
    en: str
    ending: Ending


def earliest(readings: Sequence[Reading], basis: Basis = EARLIER_END) -> Ending:
    """Return the end of the reading that ends first, with a last step that names every reading and its end.

    For terms that limit a right; the order in which readings are given does not matter. `basis` says why the
    earlier end is taken. Raises StatutoryTimeError when there is nothing to choose from.
    """
    if not readings:
        refuse(["there is no reading to choose from; give at least one"])
    in_order = sorted(readings, key=lambda reading: (reading.ending.at, reading.en, reading.nl))
    chosen = in_order[0]
    said = [(reading, say_moment(reading.ending.at)) for reading in in_order]
    all_nl = "; ".join(f"{reading.nl}: {moment[0]}" for reading, moment in said)
    all_en = "; ".join(f"{reading.en}: {moment[1]}" for reading, moment in said)
    if in_order[-1].ending.at == chosen.ending.at:
        nl, en = (
            f"De lezingen geven hetzelfde einde ({all_nl}).",
            f"The readings give the same end ({all_en}).",
        )
    else:
        nl = f"De lezingen verschillen ({all_nl}); het vroegste einde geldt: {chosen.nl}."
        en = f"The readings differ ({all_en}); the earliest end is taken: {chosen.en}."
    step = Step(kind="choice", day=chosen.ending.last_day, nl=nl, en=en, basis=basis)
    return msgspec.structs.replace(chosen.ending, derivation=chosen.ending.derivation.and_then(step))
