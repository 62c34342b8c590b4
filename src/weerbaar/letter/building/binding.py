"""Looks up every mark of a draft: figures in the figure files, settled items in the register."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from dataclasses import dataclass, field

from weerbaar.letter.building import wording
from weerbaar.letter.building.draft import (
    Block,
    Draft,
    Heading,
    Hyperlink,
    Inline,
    Listing,
    Mark,
    Paragraph,
    Span,
    names_a_period,
    spans,
)
from weerbaar.letter.building.figures import Figure
from weerbaar.letter.building.page import (
    Entries,
    Footnote,
    Grid,
    Page,
    Part,
    Piece,
    Pieces,
    Prose,
    Run,
    Title,
)
from weerbaar.letter.building.settling import cited, settled_faults, unmarked_settlements
from weerbaar.letter.building.typed_figures import typed_figures
from weerbaar.letter.register.faults import BadInput, Fault
from weerbaar.letter.register.items import Item, Register


@dataclass(frozen=True)
class FigureUse:
    """One place where the letter states a figure."""

    figure: Figure
    rendered: str
    forms: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Settled:
    """An item that the letter declares done; `part` is the number of one of its requests, or None for all."""

    item: Item
    part: int | None
    line: int
    words: str


@dataclass(frozen=True)
class Promise:
    """A promise that the letter makes: who, by which day, in which words."""

    actor: str
    latest: dt.date
    words: str
    line: int


@dataclass(frozen=True)
class Quotation:
    """Words with a number that are another's: a quotation with its source, or a name (without one)."""

    text: str
    source: str
    line: int


@dataclass
class Findings:
    """What was met while the marks were looked up."""

    faults: list[Fault] = field(default_factory=list)
    uses: list[FigureUse] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)


@dataclass(frozen=True)
class Letter:
    """A letter of which every mark was found: the page, and what it states, settles and promises."""

    draft: Draft
    page: Page
    uses: tuple[FigureUse, ...]
    settled: tuple[Settled, ...]
    promises: tuple[Promise, ...]
    quotations: tuple[Quotation, ...]


def bind(draft: Draft, figures: dict[str, Figure], register: Register) -> Letter:
    """Return the letter with every mark looked up.

    Raises BadInput with every fault: a figure that no file holds or that was typed by hand, a settled item
    that is unknown or not open, a settlement without a mark.
    """
    binder = Binder(draft, figures, register)
    parts = tuple(binder.part(block) for block in draft.blocks)
    binder.check_text()
    found = binder.found
    if found.faults:
        raise BadInput(found.faults)
    page = Page("letter", draft.head, parts)
    return Letter(
        draft, page, tuple(found.uses), tuple(found.settled), tuple(found.promises), tuple(found.quotations)
    )


def text_faults(draft: Draft) -> list[Fault]:
    """Return what is wrong in the text of a draft whatever the figure files and the register hold."""
    binder = Binder(draft, {}, Register())
    binder.check_text()
    return binder.found.faults


class Binder:
    """Walks a draft once, in reading order, so that a figure has its note where it is first stated."""

    def __init__(self, draft: Draft, figures: dict[str, Figure], register: Register) -> None:
        self.draft = draft
        self.figures = figures
        self.items = {key: item for item in register.items for key in (item.id, item.number) if key}
        self.found = Findings()
        self.noted: set[str] = set()
        nouns = {word for figure in figures.values() for word in figure.of.lower().split() if len(word) > 4}
        self.counted = frozenset(re.sub(r"\W", "", word) for word in nouns)

    def fault(self, line: int, message: str) -> None:
        """Add a fault on a line of the draft."""
        self.found.faults.append(Fault(self.draft.file, line, message))

    def part(self, block: Block) -> Part:
        """Return a block with its marks resolved."""
        if isinstance(block, Heading):
            return Title(block.level, self.heading(block.span))
        if isinstance(block, Paragraph):
            return Prose(self.pieces(block.span))
        if isinstance(block, Listing):
            return Entries(block.numbered, tuple(self.pieces(entry) for entry in block.entries))
        rows = tuple(tuple(self.pieces(cell) for cell in row) for row in block.rows)
        return Grid(self.heading(block.caption), tuple(self.heading(cell) for cell in block.header), rows)

    def heading(self, span: Span) -> Pieces:
        """Return the words of a heading, which bears no marks: it is repeated where no note can stand."""
        for inline in span.inlines:
            if isinstance(inline, Mark) and inline.kind != "name":
                self.fault(
                    inline.line, "a heading, caption or column head bears no mark; move it into the text"
                )
        return self.pieces(span)

    def pieces(self, span: Span) -> Pieces:
        """Return a stretch of text with its marks resolved."""
        done: list[Piece] = []
        for inline in span.inlines:
            done += self.resolved(inline, span)
        return tuple(done)

    def resolved(self, inline: Inline, span: Span) -> list[Piece]:
        """Return what stands in the letter for one part of the draft."""
        if isinstance(inline, Hyperlink):
            return [Run(wording.typographic(inline.text), url=inline.url)]
        if not isinstance(inline, Mark):
            return [Run(wording.typographic(inline.text), inline.style)]
        match inline.kind:
            case "figure":
                return self.figure(inline)
            case "note":
                return [Footnote(wording.typographic(inline.parts[0]))]
            case "quoted":
                self.found.quotations.append(Quotation(inline.parts[0], inline.parts[1], inline.line))
                return [
                    Run(f"‘{inline.parts[0]}’"),
                    Footnote(f"Aangehaald uit: {inline.parts[1].rstrip('.')}."),
                ]
            case "name":
                self.found.quotations.append(Quotation(inline.parts[0], "", inline.line))
                return [Run(inline.parts[0])]
            case "english":
                return [Run(inline.parts[0], language="en")]
            case "settled":
                return self.settle(inline, span)
            case _:
                return self.promise(inline, span)

    def figure(self, mark: Mark) -> list[Piece]:
        """Return a figure's words, with its note where it is stated for the first time."""
        key, forms = mark.parts[0], mark.parts[1:]
        figure = self.figures.get(key)
        if figure is None:
            near = ", ".join(name for name in sorted(self.figures) if name[:3].lower() == key[:3].lower())
            hint = f"; near it: {near}" if near else ""
            self.fault(
                mark.line, f"there is no figure {key!r} in the figure files; add it or correct the id{hint}"
            )
            return []
        for form in forms:
            if form not in wording.FORMS:
                self.fault(
                    mark.line,
                    f"there is no form {form!r} of a figure; choose from {', '.join(wording.FORMS)}",
                )
        if "interval" in forms and figure.low is None:
            self.fault(mark.line, f"the figure {key!r} has no interval; leave out the form 'interval'")
        if "verandering" in forms and figure.unit != "ratio":
            self.fault(
                mark.line, f"the figure {key!r} is in {figure.unit}; only a ratio has the form 'verandering'"
            )
            return []
        if "zin" in forms and not figure.sentence:
            self.fault(mark.line, f"the figure {key!r} has no sentence of its own; leave out the form 'zin'")
        text = wording.rendered(figure, forms)
        self.found.uses.append(FigureUse(figure, text, forms, mark.line))
        if figure.value is None and figure.expected and key not in self.noted:
            words = f"Het cijfer over {figure.of} ({figure.period}) volgt zodra het beschikbaar is."
            self.found.promises.append(Promise(self.draft.head.sender, figure.expected, words, mark.line))
        noted = key in self.noted
        self.noted.add(key)
        return [Run(text)] if noted else [Run(text), Footnote(wording.note(figure))]

    def settle(self, mark: Mark, span: Span) -> list[Piece]:
        """Return the note that names the item which the sentence declares done."""
        item = self.items.get(mark.parts[0])
        part = int(mark.parts[1]) if len(mark.parts) > 1 and mark.parts[1].isdecimal() else None
        earlier = [done for done in self.found.settled if item and done.item.id == item.id]
        faults = settled_faults(mark, item, part, [done.part for done in earlier])
        for message in faults:
            self.fault(mark.line, message)
        if item is None or faults:
            return []
        self.found.settled.append(Settled(item, part, mark.line, sentence(span, mark)))
        return [Footnote(cited(item, part))]

    def promise(self, mark: Mark, span: Span) -> list[Piece]:
        """Record a promise; it leaves nothing in the letter, its words are the sentence itself."""
        actor, latest = mark.parts
        try:
            day = dt.date.fromisoformat(latest)
        except ValueError:
            self.fault(mark.line, f"{latest!r} is no date; write {{belofte: who | 2026-12-31}}")
            return []
        if day < self.draft.head.date:
            self.fault(
                mark.line, f"the promise is due on {latest}, before the letter's own date; correct the day"
            )
        self.found.promises.append(Promise(actor, day, sentence(span, mark), mark.line))
        return []

    def check_text(self) -> None:
        """Add a fault for each figure typed by hand and each settlement that names no item."""
        same = {wording.spoken(f.value): key for key, f in self.figures.items() if f.value is not None}
        for block in self.draft.blocks:
            for span in spans(block):
                if names_a_period(block, span):
                    continue
                notes = [
                    Span((), m.parts[0], m.line)
                    for m in span.inlines
                    if isinstance(m, Mark) and m.kind == "note"
                ]
                for checked in (span, *notes):
                    source = unnumbered(checked.source) if isinstance(block, Heading) else checked.source
                    for typed in typed_figures(source, checked.line, self.counted):
                        known = same.get(typed.text.strip("€% "))
                        use = f"write {{{known}}}" if known else "refer to a measured value with {id}"
                        self.fault(
                            typed.line,
                            f"the figure {typed.text!r} is typed by hand; {use}, quote it with "
                            "{aangehaald: words | source}, or mark a name with {naam: words}",
                        )
                for line, words in unmarked_settlements(span, self.draft.head.date):
                    self.fault(
                        line,
                        f"{words!r} settles a motion or commitment but names none; add {{afgedaan: number}}",
                    )


def sentence(span: Span, mark: Mark) -> str:
    """Return the sentence in which a mark stands, without its marks."""
    text, at = "", 0
    for inline in span.inlines:
        if inline is mark:
            at = len(text)
        if isinstance(inline, Mark):
            text += f"{{{inline.parts[0]}}}" if inline.kind == "figure" else ""
            text += inline.parts[0] if inline.kind in {"name", "quoted", "english"} else ""
        else:
            text += inline.text
    ends = [0, *(m.end() for m in re.finditer(r"[.?!](?=\s+[A-Z])\s+|[.?!]$", text)), len(text)]
    begin = max((end for end in ends if end < at), default=0)
    end = min((end for end in ends if end >= at and end > begin), default=len(text))
    return " ".join(text[begin:end].split())


def unnumbered(heading: str) -> str:
    """Return a heading without its own number, such as `2.1 Opsporing`, which is no figure."""
    return re.sub(r"^\d+(?:\.\d+)*\.?\s+(?=[A-Z])", "", heading)


def without_note_files(letter: Letter) -> Letter:
    """Return the letter with its draft's file name alone, so that no folder of the writer's machine shows."""
    name = re.split(r"[\\/]", letter.draft.file)[-1]
    return dataclasses.replace(letter, draft=dataclasses.replace(letter.draft, file=name))
