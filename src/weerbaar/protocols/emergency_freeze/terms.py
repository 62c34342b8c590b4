"""The texts that the emergency freeze rests on, and the words it uses for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from weerbaar.kernel.law.basis import Basis, Terms
from weerbaar.kernel.law.disclosure import personal
from weerbaar.kernel.law.forms import form

OWN = "eigen keuze (our choice)"
# The rule sets say which of the two holds on a day. Neither text has been read here: the mark stands in the words.
LAW = Basis(
    source="Wwft art. 17a, vanaf 10 juli 2027 Iwt art. 3.6", article="uit de tweede hand (second-hand)"
)
SECRECY = Basis(
    source="Wwft", article="art. 23"
)  # whether it names art. 17a is unknown; we act as if it does
PROPERTY = Basis(source="Eerste Protocol EVRM", article="art. 1")
SEIZURE = Basis(source="Wetboek van Strafvordering", article="art. 94 en 94a")
CHAINS = Basis(source=OWN, article="stapelen ontwijkt de maximale duur (chains evade the longest term)")
FOUR_EYES = Basis(source=OWN, article="vier ogen (four eyes)")
FORM = Basis(source=OWN, article="volledige en juiste gegevens (whole and right)")
ARRIVAL = Basis(
    source="onbekend wat als aflevering telt (what counts as delivery was read nowhere)", article="?"
)
TERMS = Terms(source="Wwft art. 17a")
RETENTION = Basis(
    source="Wwft art. 34(2), voor meldingen (of reports)", article="?"
)  # for the freeze itself unknown

Opaque = Annotated[
    str,
    form(
        "[A-Z0-9][A-Z0-9-]{5,39}",
        nl="een nummer dat niemand noemt: hoofdletters, cijfers en streepjes, 6 tot 40 tekens",
        en="a number that names nobody",
    ),
]
Reference = Annotated[
    str,
    form(
        r"[\x21-\x7e]{1,35}", nl="ten hoogste 35 tekens, zonder spaties", en="up to 35 characters, no spaces"
    ),
]
# What is written in free words may name somebody, whatever it is meant for: all of it is sealed and can be erased.
Text = Annotated[str, Meta(min_length=1, max_length=2000), personal("client")]
Note = Annotated[str, Meta(max_length=2000), personal("client")]
ClientText = Annotated[
    str,
    Meta(max_length=500, description="a client may read this: it tells of nothing that is secret"),
    personal("client"),
]
Digest = Annotated[
    str,
    form("[0-9a-f]{64}", nl="de SHA-256 van het bewijs van bezorging", en="SHA-256 of the proof of delivery"),
]
Amount = Annotated[
    str,
    form(
        r"[0-9]{1,15}(\.[0-9]{1,3})?",
        nl="een bedrag met een punt, zoals 1250.00",
        en="a sum with a point, such as 1250.00",
    ),
]
Currency = Annotated[
    str, form("[A-Z]{3}", nl="drie hoofdletters, zoals EUR", en="three capital letters, such as EUR")
]
Country = Annotated[
    str, form("[A-Z]{2}", nl="twee hoofdletters, zoals BE", en="two capital letters, such as BE")
]
Kvk = Annotated[str, form("[0-9]{8}", nl="het KvK-nummer, 8 cijfers", en="trade register number, 8 digits")]
Lei = Annotated[str, form("[0-9A-Z]{18}[0-9]{2}", nl="een LEI, 20 tekens", en="LEI, 20 characters")]
Bic = Annotated[
    str,
    form(
        "[0-9A-Z]{4}[A-Z]{2}[0-9A-Z]{2}([0-9A-Z]{3})?",
        nl="een BIC, 8 of 11 tekens",
        en="BIC, 8 or 11 characters",
    ),
]
Uetr = Annotated[
    str,
    form(
        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        nl="een UETR: een UUID versie 4 in kleine letters",
        en="UETR: a UUID version 4 in lower case",
    ),
]
AccountNumber = Annotated[
    str,
    form(r"[0-9A-Za-z:._/-]{1,90}", nl="zonder spaties", en="without spaces"),
    personal("client"),
]
ReturnCode = Annotated[
    str,
    form(
        "(?!NARR)[A-Z0-9]{4}",
        nl="een code uit de lijst van ISO 20022, nooit vrije tekst",
        en="a code of ISO 20022's external set, never free text",
    ),
]
MessageId = Annotated[
    str,
    form(
        # No control characters: not every reader of a pattern counts the same ones as space.
        r"[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f\u2028\u2029]{0,33}[^\s\x00-\x1f\x7f-\x9f])?",
        nl="1 tot 35 tekens, zonder spatie aan begin of eind",
        en="1 to 35 characters, no space at either end",
    ),
]

State = Literal[
    "none",
    "draft",
    "approved",
    "sent",
    "served",
    "acknowledged",
    "in_force",
    "partially_in_force",
    "lift_ordered",
    "not_executable",
    "lifted",
    "converted",
    "expired",
    "withdrawn",
    "annulled",
]
UNSERVED: tuple[State, ...] = ("draft", "approved")
UNREPORTED: tuple[State, ...] = ("served", "acknowledged")
IN_FORCE: tuple[State, ...] = ("in_force", "partially_in_force")
RUNNING: tuple[State, ...] = (*UNREPORTED, *IN_FORCE, "lift_ordered")
TERMINAL: tuple[State, ...] = ("not_executable", "lifted", "converted", "expired", "withdrawn", "annulled")
ENDS: tuple[State, ...] = ("converted", "expired", "annulled")
# Which states may follow a state; from one in which a freeze has ended no path leads anywhere.
PATHS: Mapping[str, tuple[State, ...]] = {
    "none": ("draft",),
    "draft": ("approved", "withdrawn"),
    "approved": ("draft", "sent", "served", "withdrawn"),
    "sent": ("served", "withdrawn"),
    "served": ("acknowledged", *IN_FORCE, "not_executable", "withdrawn", *ENDS),
    "acknowledged": (*IN_FORCE, "not_executable", "withdrawn", *ENDS),
    "in_force": ("partially_in_force", "not_executable", "lift_ordered", *ENDS),
    "partially_in_force": ("in_force", "not_executable", "lift_ordered", *ENDS),
    "lift_ordered": ("lifted", *ENDS),
}

Category = Literal[
    "bank",
    "payment",
    "crypto",
    "investment",
    "insurer",
    "notary",
    "lawyer",
    "accountant",
    "estate_agent",
    "other",
]
AccountScheme = Literal["iban", "bban", "wallet", "notary_escrow", "other"]
Direction = Literal["outgoing", "incoming"]
PaymentStatus = Literal["requested", "accepted", "submitted_to_clearing", "settled"]
Residual = Literal["direct_debits", "salary", "rent", "tax", "other"]
How = Literal["held", "not_sent", "recalled", "rejected", "credited_and_blocked", "blocked", "none"]
Shortfall = Literal["already_settled", "recall_refused", "not_enough_funds", "not_found", "not_a_client"]
Message = Literal[
    "pain.001",
    "pacs.002",
    "pacs.004",
    "pacs.008",
    "camt.029",
    "camt.052",
    "camt.053",
    "camt.056",
    "auth.001",
    "auth.002",
    "auth.003",
]
