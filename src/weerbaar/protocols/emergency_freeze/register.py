"""What the register of members must hold, so that a freeze can be ordered, sent and counted."""

from __future__ import annotations

from typing import Annotated

from weerbaar.kernel.law.forms import form
from weerbaar.kernel.law.register import ContactKind, Mandate, Needs, Role, Setting
from weerbaar.protocols.emergency_freeze.rule_sets import CALENDARS, TABLES

NEEDS = Needs(
    roles=(
        Role(
            name="fiu",
            nl="de financiële inlichtingeneenheid: beveelt een bevriezing en trekt haar in",
            en="the financial intelligence unit: orders a freeze and takes it back",
        ),
        Role(
            name="freeze-desk",
            nl="het bevriezingsloket van een instelling: ontvangt een bevel en voert het uit",
            en="the freeze desk of an institution: receives an order and carries it out",
        ),
        Role(
            name="prosecutor",
            nl="de officier van justitie: kan na een bevriezing beslag leggen",
            en="the public prosecutor: may seize after a freeze",
        ),
        Role(
            name="client-desk",
            nl="het loket dat de klant te woord staat: hoort van geen bevriezing",
            en="the desk that speaks with the client: learns of no freeze",
        ),
    ),
    contacts=(
        ContactKind(
            name="freeze-24x7",
            nl="hoe het bevriezingsloket dag en nacht te bereiken is; zonder kan er niets naar toe",
            en="how the freeze desk is reached day and night; without it nothing can be sent there",
        ),
    ),
    mandates=(
        Mandate(
            name="supervisor",
            nl="mag zeggen waarom iets voor de derde keer in korte tijd bevroren wordt",
            en="may say why something is frozen for the third time in a short while",
        ),
    ),
    settings=(
        Setting(
            name="freeze-rules",
            of=Annotated[
                str, form(f"({'|'.join(TABLES)})", nl="een tabel van regels", en="a table of rule sets")
            ],
            nl=f"welke regels gelden: {', '.join(TABLES)}",
            en=f"which rules hold: {', '.join(TABLES)}",
        ),
        Setting(
            name="freeze-calendar",
            of=Annotated[str, form(f"({'|'.join(CALENDARS)})", nl="een kalender", en="a calendar")],
            nl=f"met welke kalender geteld wordt: {', '.join(CALENDARS)}",
            en=f"by which calendar is counted: {', '.join(CALENDARS)}",
        ),
        Setting(
            name="rate-YEAR-CURRENCY",
            names="rate-[0-9]{4}-[A-Z]{3}",
            of=Annotated[
                str,
                form(
                    r"[0-9]+(\.[0-9]+)? [0-9]{4}-[0-9]{2}-[0-9]{2}",
                    nl="euro's en een dag",
                    en="euros and a day",
                ),
            ],
            nl="euro voor één eenheid in de cijfers van een jaar, en van welke dag: `0.92 2026-12-31`",
            en="euros for one unit in the figures of a year, and of which day: `0.92 2026-12-31`",
        ),
    ),
)
