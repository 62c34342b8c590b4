"""UN/EDIFACT trade messages of the container port: read, checked, answered and written.

`read_interchange(data)` reads a file and never raises. `control_reply` and `application_reply` write the
answers (CONTRL and APERAK); `build_message` and
`write_interchange` write whole files.
"""

from weerbaar.standards.edifact.answers import application_reply, control_reply
from weerbaar.standards.edifact.builders import build_message, stamp_of
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
from weerbaar.standards.edifact.writer import Draft, Envelope, write_interchange

__all__ = [
    "Container",
    "DischargeReport",
    "Draft",
    "Envelope",
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
    "application_reply",
    "build_message",
    "control_reply",
    "end_instant",
    "read_interchange",
    "read_stamp",
    "stamp_of",
    "write_interchange",
]
