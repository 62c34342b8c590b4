"""Telling: the running commentary of the demonstration, in words that a visitor follows."""

from __future__ import annotations

import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from rich.console import Console
from rich.markup import escape

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.demo.players import Played
from weerbaar.kernel.law.moments import AMSTERDAM

Words = dict[str, str]
WIDTH = 62  # of what is asked; the answers then stand below each other


def words_of(language: str) -> Words:
    """Return the words of the commentary in `nl` or `en`."""
    read = tomllib.loads(files("weerbaar.cli.demo").joinpath("words.toml").read_text("utf-8"))
    found: Words = read[language]
    return found


class Telling:
    """Prints what happens with the hour of the story in front: a line an act, or one for several that went well."""

    def __init__(self, console: Console, clock: StoryClock, language: str = "en") -> None:
        self._console, self._clock, self._dutch = console, clock, language == "nl"
        self._words = words_of(language)
        self._brief = False
        self._day = ""

    def scene(self, nl: str, en: str) -> None:
        """Announce a scene."""
        self._console.print(f"\n[bold]{escape(nl if self._dutch else en)}[/bold]", highlight=False)

    def note(self, nl: str, en: str) -> None:
        """Tell something that is no act."""
        self._line(f"[dim]{escape(nl if self._dutch else en)}[/dim]")

    @contextmanager
    def in_one_line(self) -> Generator[list[str]]:
        """Tell the acts of a block that are permitted in one line, of the words put in the list."""
        said: list[str] = []
        self._brief = True
        try:
            yield said
        finally:
            self._brief = False
        if said:
            self._answered(" ".join(said), f"[green]{self._words['yes']}[/green]")

    def many(self, party: str, act: str, count: int) -> None:
        """Tell that a party did the same on many containers."""
        self._answered(self._asked(party, act, self._words["many"].format(count=count)), self._verdict(True))

    def act(self, party: str, act: str, thing: str, played: Played) -> None:
        """Tell what a party asked for and what it was answered."""
        if not (self._brief and played.permitted):
            self._answered(self._asked(party, act, thing), self._verdict(played.permitted, played))

    def gate(self, container: str, played: Played) -> None:
        """Tell what the gate was answered."""
        self.act("maasvlakte-terminal", "collect", container, played)

    def file(self, party: str, kind: str, played: Played) -> None:
        """Tell what became of a file of trade messages."""
        body: dict[str, Any] = played.body
        counted = {"done": body.get("permitted", 0), "refused": body.get("refusals", 0)}
        good = bool(body.get("accepted")) and not counted["refused"]
        if not (self._brief and good):
            word = self._words["done" if good else "refused"].format(**counted)
            self._answered(self._asked(party, kind, ""), f"[{'green' if good else 'red'}]{word}[/]")

    def _asked(self, party: str, act: str, thing: str) -> str:
        return f"{party:<20} {self._words.get(act, act + ' {thing}').format(thing=thing)}"

    def _verdict(self, permitted: bool, played: Played | None = None) -> str:
        if permitted or played is None:
            return f"[green]{self._words['yes']}[/green]"
        if played.status == 404:
            return f"[yellow]{self._words['absent']}[/yellow]"
        why = played.told("nl" if self._dutch else "en") or [str(played.body.get("detail", played.status))]
        return f"[red]{self._words['no']}[/red]: {escape(' '.join(why))}"

    def _answered(self, asked: str, verdict: str) -> None:
        self._line(f"{escape(asked):<{WIDTH}}  {verdict}")

    def _line(self, text: str) -> None:
        local = self._clock.now().astimezone(AMSTERDAM)
        day = f"{self._words['weekdays'].split()[local.weekday()]} {local.strftime(self._words['date'])}"
        if day != self._day:
            self._console.print(f"[dim]{day}[/dim]", highlight=False)
            self._day = day
        self._console.print(f"[dim]{local:%H:%M}[/dim] {text}", highlight=False, soft_wrap=True)
