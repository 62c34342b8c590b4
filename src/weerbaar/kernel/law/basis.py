"""Bases: the legal text on which a rule rests."""

from __future__ import annotations

from weerbaar.kernel.law.records import Record

UNKNOWN = "?"


class Basis(Record):
    """One place in a legal text; `article` is `?` where nobody has read it yet."""

    source: str
    article: str

    @property
    def known(self) -> bool:
        """Whether the article has been read and filled in."""
        return self.article != UNKNOWN

    def __str__(self) -> str:
        return f"{self.source}, {self.article}"


class Terms(Record):
    """A legal text that rules cite; call it with an article to get a basis."""

    source: str

    def __call__(self, article: str) -> Basis:
        """Return the basis for one article of this text."""
        return Basis(source=self.source, article=article)
