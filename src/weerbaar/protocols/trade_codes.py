"""Trade codes: what the register must hold of a member for a trade message to name it, under any law that reads one."""

from __future__ import annotations

from typing import Annotated

from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.register import MemberList

Ean = Annotated[str, form("[0-9]{13}", "EAN or GLN of a firm, 13 digits")]
EANS = MemberList(
    name="eans",
    of=Ean,
    answers="holds_ean",
    names=True,
    nl="EAN- of GLN-codes van het bedrijf, van dertien cijfers; zo noemt een rit wie hem uitvoert",
    en="EAN or GLN codes of the firm, of thirteen digits, by which a visit names who carries it out",
)
CARRIER_CODES = MemberList(
    name="carrier_codes",
    names=True,
    nl="andere codes waaronder het bedrijf in handelsberichten staat, zoals een SCAC",
    en="other codes under which the firm stands in trade messages, such as a SCAC",
)
