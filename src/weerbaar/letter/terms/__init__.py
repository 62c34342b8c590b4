"""Terms: what a Dutch letter means by "voor het einde van het tweede kwartaal" and the like, as days."""

from weerbaar.letter.terms.grammar import Term, beginning_in, find_terms, find_vague, settle
from weerbaar.letter.terms.interval import Interval

__all__ = ["Interval", "Term", "beginning_in", "find_terms", "find_vague", "settle"]
