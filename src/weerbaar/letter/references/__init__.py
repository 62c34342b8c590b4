"""References: from "Kamerstukken II 2025/26, 29 911, nr. 492" to an identifier and back."""

from weerbaar.letter.references.find import Reference, find_references, parse

__all__ = ["Reference", "find_references", "parse"]
