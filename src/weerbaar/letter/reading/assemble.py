"""Puts a structured letter (XML, docx) into one text, and keeps where its parts and notes are."""

from __future__ import annotations

from weerbaar.letter.reading.document import Block, Document, Mark


class Assembly:
    """Collects paragraphs in reading order; notes go behind the text, their calls stay where they were."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._marks: list[Mark] = []
        self._notes: list[tuple[str, str]] = []
        self.told: dict[str, str] = {}

    def paragraph(self, parts: list[str | tuple[str, str | None]], kind: str) -> None:
        """Add a paragraph; a pair in `parts` is a note's number and its words (None on a second call)."""
        start = self._length
        marks: list[Mark] = []
        text = ""
        for part in parts:
            if isinstance(part, str):
                text += " ".join(part.split()) if not text else _glued(text, part)
                continue
            number, note = part
            place = start + len(text)
            marks.append(Mark(place, place + len(number), number, note))
            text += number
            if note:
                self._notes.append((number, note))
        text = text.rstrip()
        if not text.strip():
            return
        self._marks += marks
        self._blocks.append(Block(start, start + len(text), kind))
        self._write(text + "\n")

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def finish(self) -> Document:
        """Return the whole letter, the words of its notes last."""
        for number, note in self._notes:
            start = self._length
            line = f"{number} {' '.join(note.split())}"
            self._blocks.append(Block(start + len(number) + 1, start + len(line), "note"))
            self._write(line + "\n")
        return Document("".join(self._pieces), tuple(self._blocks), tuple(self._marks), self.told)


def _glued(text: str, part: str) -> str:
    """Return the next piece with single spaces, and none doubled where it joins the text."""
    lead = " " if part[:1].isspace() and not text.endswith(" ") else ""
    tail = " " if part[-1:].isspace() else ""
    words = " ".join(part.split())
    return f"{lead}{words}{tail}" if words else lead
