"""Checks the numbers and codes by which firms, places, ships and payments are known.

Every check has one shape: `fault_in_<name>(text)` returns `None` when the text is well formed and otherwise
one sentence in Dutch and English. None of them raises, whatever the text. Well formed is not the same as
registered: only the register can say that.
"""

from weerbaar.standards.identifiers.country import fault_in_country
from weerbaar.standards.identifiers.money import (
    fault_in_amount,
    fault_in_bic,
    fault_in_currency,
    fault_in_end_to_end_id,
    fault_in_iban,
    fault_in_uetr,
    minor_units,
)
from weerbaar.standards.identifiers.parties import (
    fault_in_duns,
    fault_in_ean,
    fault_in_eori,
    fault_in_gln,
    fault_in_kvk,
    fault_in_lei,
    fault_in_oin,
    fault_in_scac,
)
from weerbaar.standards.identifiers.places import (
    fault_in_eni,
    fault_in_imo,
    fault_in_locode,
    fault_in_smdg_terminal,
)
from weerbaar.standards.sentence import Sentence

__all__ = [
    "Sentence",
    "fault_in_amount",
    "fault_in_bic",
    "fault_in_country",
    "fault_in_currency",
    "fault_in_duns",
    "fault_in_ean",
    "fault_in_end_to_end_id",
    "fault_in_eni",
    "fault_in_eori",
    "fault_in_gln",
    "fault_in_iban",
    "fault_in_imo",
    "fault_in_kvk",
    "fault_in_lei",
    "fault_in_locode",
    "fault_in_oin",
    "fault_in_scac",
    "fault_in_smdg_terminal",
    "fault_in_uetr",
    "minor_units",
]
