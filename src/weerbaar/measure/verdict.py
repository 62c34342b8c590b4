"""Decides which of the four words an estimate has earned, and never more."""

from __future__ import annotations

import math

from weerbaar.measure.result import Estimate, Text, Verdict

NULL = {"ratio": 1.0}
WORDS = {
    Verdict.SHOWN: Text(
        "Het effect is aangetoond: ook de vergelijkende berekeningen wijzen dezelfde kant op.",
        "The effect is shown: the comparison calculations point the same way.",
    ),
    Verdict.PLAUSIBLE: Text(
        "Het effect is aannemelijk, niet aangetoond: vergelijkende berekeningen bevestigen het niet (alle).",
        "The effect is plausible, not shown: comparison calculations do not (all) confirm it.",
    ),
    Verdict.NOT_SHOWN: Text(
        "Een effect is niet aangetoond; dat is geen bewijs dat er geen is.",
        "An effect is not shown; that does not prove that there is none.",
    ),
    Verdict.NO_CONCLUSION: Text(
        "Hierover is geen conclusie mogelijk.", "No conclusion can be drawn from this."
    ),
}
CHANGE = {
    Verdict.SHOWN: Text(
        "De verandering is groter dan toeval verklaart, ook in de vergelijkende berekeningen; de oorzaak"
        " blijkt hier niet uit.",
        "The change is more than chance explains, in the comparison calculations too; its cause does not"
        " follow from this.",
    ),
    Verdict.PLAUSIBLE: Text(
        "De verandering is waarschijnlijk meer dan toeval; vergelijkende berekeningen bevestigen het niet"
        " (alle).",
        "The change is probably more than chance; comparison calculations do not (all) confirm it.",
    ),
    Verdict.NOT_SHOWN: Text("Dit verschil kan toeval zijn.", "This difference can be chance."),
    Verdict.NO_CONCLUSION: WORDS[Verdict.NO_CONCLUSION],
}
LEVEL = Text(
    "Dit is een niveau, geen effect; een oordeel over een effect hoort er niet bij.",
    "This is a level, not an effect; no verdict on an effect goes with it.",
)


def null_of(scale: str) -> float:
    """Return the value that means 'nothing changed' on this scale: 1 for a ratio, otherwise 0."""
    return NULL.get(scale, 0.0)


def excludes(low: float | None, high: float | None, null: float) -> bool:
    """Say whether an interval lies wholly on one side of `null`."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return False
    return low > null or high < null


def decide(main: Estimate, sensitivity: list[Estimate], *, barred: bool) -> Verdict:
    """Give the verdict; `barred` says that power, breaks or the number of points forbid a conclusion."""
    null = null_of(main.scale)
    if barred or main.estimate is None or main.ci_low is None or main.ci_high is None:
        return Verdict.NO_CONCLUSION
    if not excludes(main.ci_low, main.ci_high, null):
        return Verdict.NOT_SHOWN
    up = main.estimate > null
    weighed = [other for other in sensitivity if other.weighs and other.estimate is not None]
    agree = all((other.estimate or 0.0) != null_of(other.scale) for other in weighed) and all(
        ((other.estimate or 0.0) > null_of(other.scale)) == up for other in weighed
    )
    return Verdict.SHOWN if weighed and agree else Verdict.PLAUSIBLE


def say(fact: Text, verdict: Verdict, vocabulary: dict[Verdict, Text] = WORDS) -> Text:
    """Join a measured fact and the words of its verdict into what a letter may say."""
    words = vocabulary[verdict]
    return Text(f"{fact.nl} {words.nl}", f"{fact.en} {words.en}")
