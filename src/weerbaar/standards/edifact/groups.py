"""Arranges the segments of one message into the groups that its profile declares."""

from __future__ import annotations

from collections.abc import Iterator

from weerbaar.standards.edifact import fault as codes
from weerbaar.standards.edifact.fault import Findings, Segment
from weerbaar.standards.edifact.profiles import Part, Profile

# Segments whose first component says what the rest means; without it a date or place would vanish unseen.
_QUALIFIED = frozenset({"CNT", "DTM", "EQD", "FTX", "LOC", "MEA", "NAD", "RFF", "TDT"})


class _Rule:
    """A part with the parts inside it found by tag."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.inside = {inner.tag: _Rule(inner) for inner in part.parts}


class Group:
    """The segments that belong together, opening segment first, and the groups inside them in order."""

    __slots__ = ("counts", "groups", "rule", "segments")

    def __init__(self, rule: _Rule, opening: Segment) -> None:
        self.rule = rule
        self.segments: list[Segment] = [opening]
        self.groups: list[Group] = []
        self.counts: dict[str, int] = {}

    @property
    def opening(self) -> Segment:
        """Return the segment that opens the group."""
        return self.segments[0]

    def every(self, tag: str) -> Iterator[Segment]:
        """Yield the segments with this tag here and in all groups inside, in no promised order."""
        for segment in self.segments:
            if segment.tag == tag:
                yield segment
        for inner in self.groups:
            yield from inner.every(tag)

    def of(self, tag: str) -> Iterator[Group]:
        """Yield the groups inside that open with this tag."""
        return (inner for inner in self.groups if inner.opening.tag == tag)


_RULES: dict[str, _Rule] = {}


def _rule_for(profile: Profile) -> _Rule:
    if profile.message not in _RULES:
        _RULES[profile.message] = _Rule(Part("UNH", 1, 1, profile.parts))
    return _RULES[profile.message]


def arrange(segments: list[Segment], profile: Profile, directory: str, findings: Findings) -> Group:
    """Return the message as one group that opens with UNH; what does not fit becomes a fault.

    `segments` runs from UNH to the segment before UNT.
    """
    root = Group(_rule_for(profile), segments[0])
    path = [root]
    for segment in segments[1:]:
        depth = len(path) - 1
        while depth >= 0 and segment.tag not in path[depth].rule.inside:
            depth -= 1
        if depth < 0:
            findings.fault(
                codes.NOT_SUPPORTED_HERE,
                segment,
                f"segment {segment.tag} hoort niet in {profile.message}",
                f"segment {segment.tag} does not belong in {profile.message}",
            )
            continue
        if segment.tag in _QUALIFIED and not segment.at(1):
            findings.fault(
                codes.MISSING,
                segment,
                f"in {segment.tag} ontbreekt waar het over gaat: het eerste element is leeg",
                f"{segment.tag} does not say what it is about: its first element is empty",
                element=1,
            )
        del path[depth + 1 :]
        opened = _place(path[depth], segment, directory, findings)
        if opened is not None:
            path.append(opened)
    _require(root, segments[-1], findings)
    return root


def _place(parent: Group, segment: Segment, directory: str, findings: Findings) -> Group | None:
    """Put a segment in its group, or open the group that it starts; count it either way."""
    rule = parent.rule.inside[segment.tag]
    number = parent.counts[segment.tag] = parent.counts.get(segment.tag, 0) + 1
    if number == rule.part.most + 1:
        findings.fault(
            codes.TOO_MANY,
            segment,
            f"segment {segment.tag} staat vaker dan {rule.part.most} keer bij {parent.opening.tag}",
            f"segment {segment.tag} stands more than {rule.part.most} times under {parent.opening.tag}",
        )
    if rule.part.since != "95B" and directory == "95B":
        findings.remark(
            "NOT_IN_DIRECTORY",
            segment,
            f"D.95B kent {segment.tag} hier niet; gelezen zoals in D.{rule.part.since}",
            f"D.95B does not have {segment.tag} here; read as in D.{rule.part.since}",
        )
    if not rule.inside:
        parent.segments.append(segment)
        return None
    opened = Group(rule, segment)
    parent.groups.append(opened)
    return opened


def _require(group: Group, last: Segment, findings: Findings) -> None:
    """Tell which segments must be there and are not."""
    for tag, rule in group.rule.inside.items():
        if group.counts.get(tag, 0) < rule.part.least:
            findings.fault(
                codes.MISSING,
                Segment(tag, (), last.position + 1),
                f"segment {tag} ontbreekt",
                f"segment {tag} is missing",
            )
    for inner in group.groups:
        _require(inner, last, findings)
