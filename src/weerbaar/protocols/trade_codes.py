"""Trade codes: the numbers by which trade messages name boxes, calls and firms, under any law that reads one."""

from __future__ import annotations

from typing import Annotated

from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.register import MemberList

ContainerNumber = Annotated[
    str,
    form(
        "[A-Z]{3}[UJZ][0-9]{7}",
        nl="containernummer naar ISO 6346, zonder spaties, zoals CSQU3054383",
        en="container number by ISO 6346, no spaces, such as CSQU3054383",
    ),
]
Call = Annotated[
    str,
    form(
        "[A-Z0-9][A-Z0-9./-]{0,34}",
        nl="de scheepsreis, zoals de terminal haar noemt",
        en="the port call, as the terminal names it",
    ),
]
Reference = Annotated[
    str,
    form(
        r"[\x21-\x7e]{1,35}", nl="ten hoogste 35 tekens, zonder spaties", en="up to 35 characters, no spaces"
    ),
]
Bill = Annotated[
    str,
    form(
        r"[\x21-\x7e]{1,35}",
        nl="het nummer van een cognossement, zonder spaties",
        en="the number of a bill of lading, no spaces",
    ),
]
Ean = Annotated[
    str,
    form(
        "[0-9]{13}", nl="EAN- of GLN-code van een bedrijf, 13 cijfers", en="EAN or GLN of a firm, 13 digits"
    ),
]
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
