"""Statutory time: working days and terms as Dutch law counts them, each end with its derivation."""

from weerbaar.kernel.law.statutory_time.amsterdam import AMSTERDAM, end_of_day, local_day
from weerbaar.kernel.law.statutory_time.calendar import Calendar, Decree
from weerbaar.kernel.law.statutory_time.decrees import EQUATED_2026_2028, STATUTE, WITH_DECREES
from weerbaar.kernel.law.statutory_time.derivation import Derivation, Ending, Step
from weerbaar.kernel.law.statutory_time.feast_days import DayOff, easter_sunday, feast_days
from weerbaar.kernel.law.statutory_time.readings import Reading, earliest
from weerbaar.kernel.law.statutory_time.recounting import Recount, RunningTerm, recompute
from weerbaar.kernel.law.statutory_time.reminders import Reminder, reminders
from weerbaar.kernel.law.statutory_time.sources import Basis, Mark, StatutoryTimeError
from weerbaar.kernel.law.statutory_time.suspensions import Pause, Suspension
from weerbaar.kernel.law.statutory_time.terms import ATW, Extension, Term, Unit

__all__ = [
    "AMSTERDAM",
    "ATW",
    "EQUATED_2026_2028",
    "STATUTE",
    "WITH_DECREES",
    "Basis",
    "Calendar",
    "DayOff",
    "Decree",
    "Derivation",
    "Ending",
    "Extension",
    "Mark",
    "Pause",
    "Reading",
    "Recount",
    "Reminder",
    "RunningTerm",
    "StatutoryTimeError",
    "Step",
    "Suspension",
    "Term",
    "Unit",
    "earliest",
    "easter_sunday",
    "end_of_day",
    "feast_days",
    "local_day",
    "recompute",
    "reminders",
]
