"""UN/EDIFACT trade messages of the container port: read, checked, answered and written.

`read_interchange(data)` reads a file and never raises. `control_reply` and `application_reply` write the
answers (CONTRL and APERAK); `build_*` write whole messages.
"""

from weerbaar.standards.edifact.fault import Fault, Segment
from weerbaar.standards.edifact.moment import Stamp, end_instant, read_stamp
from weerbaar.standards.edifact.reader import read_interchange
from weerbaar.standards.edifact.records import (
    Container,
    DischargeReport,
    GateMove,
    Interchange,
    Message,
    Party,
    Place,
    Prenotification,
    Reference,
    ReleaseOrder,
    Transport,
)

__all__ = [
    "Container",
    "DischargeReport",
    "Fault",
    "GateMove",
    "Interchange",
    "Message",
    "Party",
    "Place",
    "Prenotification",
    "Reference",
    "ReleaseOrder",
    "Segment",
    "Stamp",
    "Transport",
    "end_instant",
    "read_interchange",
    "read_stamp",
]
