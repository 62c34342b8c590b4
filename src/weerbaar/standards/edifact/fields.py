"""Reads the fields that several messages share: parties, places, ships, containers, references, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable

from weerbaar.standards import iso6346
from weerbaar.standards.edifact.fault import Findings, Segment
from weerbaar.standards.edifact.groups import Group
from weerbaar.standards.edifact.moment import Stamp, Unread, read_stamp
from weerbaar.standards.edifact.records import Function, Modality, Party, Place, Reference, Transport
from weerbaar.standards.identifiers import fault_in_imo, fault_in_locode, fault_in_smdg_terminal
from weerbaar.standards.sentence import Sentence, quoted

_FUNCTIONS: dict[str, Function] = {"9": "original", "5": "replace", "1": "cancel"}
# Data element 8067 as ports use it: known from practice, not read again in the code list.
_MODALITIES: dict[str, Modality] = {"1": "sea", "2": "rail", "3": "road", "8": "barge"}
_WEIGHT = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,4})?")
# Data element 8051: before, without or after the sea leg. 20 is the sea leg.
INLAND_STAGES = ("1", "10", "30")
# Roles without which nobody knows who speaks; another empty party is passed over with a remark.
_AGREED_CODE = re.compile(r"[0-9A-Z]{2,17}")
_ROLE = re.compile(r"[A-Z]{2,3}")
_SPEAKERS = frozenset({"CA", "MS"})


def header_segments(root: Group, tag: str) -> list[Segment]:
    """Return the segments with a tag that speak for the whole message: outside equipment and goods."""
    found = [segment for segment in root.segments if segment.tag == tag]
    for inner in root.groups:
        if inner.opening.tag not in ("EQD", "GID"):
            found.extend(inner.every(tag))
    return found


def read_function(bgm: Segment, findings: Findings) -> Function:
    """Read whether a message is an original, a replacement or a cancellation; an unknown code is a fault."""
    function = _FUNCTIONS.get(bgm.at(3))
    if function is None:
        findings.fault(
            "FUNCTION_UNKNOWN",
            bgm,
            f"functie {quoted(bgm.at(3))} is niet 9 (origineel), 5 (vervangt) of 1 (trekt in)",
            f"function {quoted(bgm.at(3))} is not 9 (original), 5 (replace) or 1 (cancel)",
            element=3,
        )
        return "original"
    return function


def read_date(segments: Iterable[Segment], qualifier: str, findings: Findings) -> Stamp | None:
    """Read the date with a qualifier; what cannot be read, or stands there twice and differs, is a fault."""
    stamps: list[tuple[Stamp, Segment]] = []
    expiry = qualifier == "36"
    for segment in segments:
        if segment.at(1) != qualifier:
            continue
        read = read_stamp(segment.at(1, 2), segment.at(1, 3))
        if isinstance(read, Unread):
            word = "EXPIRY" if expiry else "DATE"
            kind = "AMBIGUOUS" if read.ambiguous else "INVALID"
            findings.fault(
                f"{word}_{kind}",
                segment,
                read.sentence.nl,
                read.sentence.en,
                element=1,
                component=2,
                quarantine=expiry and read.ambiguous,
            )
        else:
            stamps.append((read, segment))
    if len({stamp.source for stamp, _ in stamps}) > 1:
        last = stamps[-1][1]
        findings.fault(
            "EXPIRY_AMBIGUOUS" if expiry else "DATE_CONTRADICTS",
            last,
            f"datum DTM+{qualifier} staat er meer dan eens met verschillende waarden",
            f"date DTM+{qualifier} stands there more than once with different values",
            element=1,
            quarantine=expiry,
        )
        return None
    return stamps[0][0] if stamps else None


def read_parties(root: Group, findings: Findings) -> tuple[Party, ...]:
    """Read the parties of the whole message; one without code and name is told, and left out."""
    parties: list[Party] = []
    for group in root.of("NAD"):
        nad = group.opening
        role, name = nad.at(1), nad.at(3) or nad.at(4)
        if not nad.at(2) and not name:
            nl = f"partij {quoted(role)} staat zonder code of naam in NAD"
            en = f"party {quoted(role)} stands without code or name in NAD"
            if role in _SPEAKERS or not _ROLE.fullmatch(role):
                findings.fault("PARTY_MISSING", nad, nl, en, element=2)
            else:
                findings.remark("PARTY_EMPTY", nad, f"{nl}; overgeslagen", f"{en}; passed over", element=2)
            continue
        if role in _SPEAKERS and any(p.role == role and p.code != nad.at(2) for p in parties):
            findings.fault(
                "PARTY_CONTRADICTS",
                nad,
                f"partij {quoted(role)} staat er meer dan eens met verschillende codes",
                f"party {quoted(role)} stands there more than once with different codes",
                element=2,
            )
        parties.append(
            Party(role=role, code=nad.at(2), code_list=nad.at(2, 2), agency=nad.at(2, 3), name=name)
        )
    return tuple(parties)


def party_code(parties: Iterable[Party], *roles: str) -> str:
    """Return the code (or else the name) of the first party in the first role that is there."""
    for role in roles:
        for party in parties:
            if party.role == role:
                return party.code or party.name
    return ""


def _fault_in_terminal(code: str, code_list: str) -> Sentence | None:
    """Return the fault of a terminal code: one of the SMDG list, or (under ZZZ) one that partners agreed."""
    if not code:
        return None
    if code_list not in ("", "TER", "72", "ZZZ"):
        return Sentence(
            f"terminalcode {quoted(code)} staat onder codelijst {quoted(code_list)}: gebruik TER, 72 of ZZZ",
            f"terminal code {quoted(code)} stands under code list {quoted(code_list)}: use TER, 72 or ZZZ",
        )
    if code_list == "ZZZ" and _AGREED_CODE.fullmatch(code):
        return None
    return fault_in_smdg_terminal(code)


def unread_dates(root: Group, known: frozenset[str], findings: Findings) -> None:
    """Remark every date whose meaning is not read: an end under a wrong qualifier may not vanish unseen."""
    for segment in root.every("DTM"):
        if segment.at(1) and segment.at(1) not in known:
            findings.remark(
                "DATE_NOT_READ",
                segment,
                f"datum DTM+{quoted(segment.at(1))} is niet gelezen: onbekende betekenis",
                f"date DTM+{quoted(segment.at(1))} was not read: unknown meaning",
                element=1,
            )


def read_place(segments: Iterable[Segment], qualifier: str, findings: Findings) -> Place | None:
    """Read the place with a qualifier; two that differ are a fault, never a choice of ours."""
    places: list[Place] = []
    for segment in segments:
        if segment.at(1) != qualifier:
            continue
        locode = segment.at(2)
        wrong = fault_in_locode(locode)
        if wrong is not None:
            findings.wrong("PLACE_INVALID", segment, (wrong,), element=2)
        wrong = _fault_in_terminal(segment.at(3), segment.at(3, 2))
        if wrong is not None:
            findings.wrong("PLACE_INVALID", segment, (wrong,), element=3)
        place = Place(locode=locode, terminal=segment.at(3), name=segment.at(3, 4) or segment.at(2, 4))
        if places and (place.locode, place.terminal) != (places[0].locode, places[0].terminal):
            findings.fault(
                "PLACE_CONTRADICTS",
                segment,
                f"plaats LOC+{qualifier} staat er meer dan eens met verschillende waarden",
                f"place LOC+{qualifier} stands there more than once with different values",
                element=2,
            )
        places.append(place)
    return places[0] if places else None


def read_transport(tdt: Segment, findings: Findings) -> Transport:
    """Read a means of transport; what is an IMO number or call sign is told by its shape.

    Call signs are sent under code list 146, which is for numbers, as well as 103: the shape decides and the
    mismatch becomes a remark.
    """
    mark, code_list = tdt.at(8), tdt.at(8, 2)
    modality = _MODALITIES.get(tdt.at(3))
    inland = tdt.at(1) in INLAND_STAGES
    imo = call_sign = plate = ""
    if inland:
        plate = mark
    elif mark and fault_in_imo(mark) is None:
        imo = mark
    else:
        call_sign = mark
        if mark and code_list == "146":
            findings.remark(
                "CALL_SIGN_AS_NUMBER",
                tdt,
                f"{quoted(mark)} staat onder 146 (nummer) en is geen IMO-nummer; gelezen als roepletters",
                f"{quoted(mark)} stands under 146 (number) and is no IMO number; read as a call sign",
                element=8,
            )
    return Transport(
        voyage=tdt.at(2),
        modality=modality,
        carrier=tdt.at(5) or tdt.at(5, 4),
        imo=imo,
        call_sign=call_sign,
        plate=plate,
        name=tdt.at(8, 4),
    )


def transport_by(root: Group, findings: Findings, *stages: str) -> tuple[Transport | None, Segment | None]:
    """Return the first transport of the message whose stage (8051) is one of `stages`, with its segment."""
    for group in root.of("TDT"):
        if group.opening.at(1) in stages:
            return read_transport(group.opening, findings), group.opening
    return None, None


def read_references(segments: Iterable[Segment]) -> tuple[Reference, ...]:
    """Read every reference with a number."""
    return tuple(Reference(qualifier=s.at(1), number=s.at(1, 2)) for s in segments if s.at(1, 2))


def numbers(references: Iterable[Reference], qualifier: str) -> tuple[str, ...]:
    """Return the numbers with one qualifier, each once, in order."""
    return tuple(dict.fromkeys(r.number for r in references if r.qualifier == qualifier))


def read_weight(segments: Iterable[Segment]) -> float | None:
    """Return the gross or verified weight in kilograms, or `None` when it is not given in a way we read."""
    for segment in segments:
        if segment.at(2) in ("G", "VGM") and segment.at(3) == "KGM" and _WEIGHT.fullmatch(segment.at(3, 2)):
            return float(segment.at(3, 2).replace(",", "."))
    return None


def read_number(eqd: Segment, findings: Findings) -> tuple[str, bool]:
    """Read a container number and whether its check digit holds; a wrong shape is a fault."""
    number = eqd.at(2)
    holds = iso6346.check_digit_holds(number)
    if not holds:
        wrong = iso6346.check_digit_fault(number)
        if wrong is not None:
            findings.remark("CHECK_DIGIT", eqd, wrong.nl, wrong.en, element=2)
        elif not number:
            findings.fault(
                "CONTAINER_MISSING",
                eqd,
                "het containernummer ontbreekt",
                "the container number is missing",
                element=2,
            )
        else:
            findings.wrong("CONTAINER_INVALID", eqd, iso6346.shape_faults(number), element=2)
    return number, holds
