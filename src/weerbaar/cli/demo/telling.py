"""Telling: the running commentary of the demonstration, in words that a visitor follows."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.cli.demo.players import Played
from weerbaar.kernel.law.moments import AMSTERDAM


class Telling:
    """Prints what happens, one line an act, with the hour of the story in front."""

    def __init__(self, console: Console, clock: StoryClock, language: str = "en") -> None:
        self._console, self._clock, self._dutch = console, clock, language == "nl"
        self.acts = 0

    def scene(self, nl: str, en: str) -> None:
        """Announce a scene."""
        self._console.print(f"\n[bold]{escape(nl if self._dutch else en)}[/bold]")

    def note(self, nl: str, en: str) -> None:
        """Tell something that is no act."""
        self._line(f"[dim]{escape(nl if self._dutch else en)}[/dim]")

    def act(self, party: str, act: str, container: str, played: Played) -> None:
        """Tell what a party asked for and what it was answered."""
        self._line(f"{party:<20} {act:<16} {container}  {self._verdict(played)}")

    def gate(self, container: str, played: Played) -> None:
        """Tell what the gate was answered."""
        self._line(f"{'maasvlakte-terminal':<20} {'collect?':<16} {container}  {self._verdict(played)}")

    def file(self, party: str, kind: str, played: Played) -> None:
        """Tell what became of a file of trade messages."""
        body: dict[str, Any] = played.body
        counted = f"{body.get('permitted', 0)} permitted, {body.get('refusals', 0)} refused"
        good = body.get("accepted") and not body.get("refusals")
        colour = "green" if good else "red"
        self._line(f"{party:<20} {kind:<16} {body.get('acts', 0)} acts    [{colour}]{counted}[/{colour}]")

    def _verdict(self, played: Played) -> str:
        if played.permitted:
            return "[green]yes[/green]"
        if played.status == 404:
            return "[yellow]404, like what does not exist[/yellow]"
        why = ", ".join(played.reasons) or str(played.body.get("detail", played.status))
        return f"[red]no[/red] {escape(why)}"

    def _line(self, text: str) -> None:
        self.acts += 1
        local = self._clock.now().astimezone(AMSTERDAM)
        self._console.print(f"[dim]{local:%H:%M}[/dim] {text}", highlight=False)
