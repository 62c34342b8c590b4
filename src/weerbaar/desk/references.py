"""References: names a place in the log by a word that tells nothing about how full the log is."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

EVENTS_MOST = 2**15  # more than any decision has; the outbox keeps the number in two bytes


class References:
    """Turns positions into opaque references and back, with a key of the scheme."""

    def __init__(self, secret: bytes) -> None:
        # One block of AES is a keyed permutation of 128 bits: each position gets its own word, and the
        # zero bytes make a made-up word fail on the way back.
        cipher = Cipher(algorithms.AES(secret[:16]), modes.ECB())  # noqa: S305 - a single block, no message
        self._hide, self._show = cipher.encryptor(), cipher.decryptor()

    def hide(self, position: int) -> str:
        """Return the reference of a position."""
        return self._hide.update(position.to_bytes(16, "big")).hex()

    def hide_event(self, position: int, number: int) -> str:
        """Return the word for one event of the decision at a position; it tells nothing of how many there are."""
        return self._hide.update((number + 1).to_bytes(8, "big") + position.to_bytes(8, "big")).hex()

    def show(self, reference: str) -> int | None:
        """Return the position behind a reference, or nothing when it is none of ours."""
        found = self._shown(reference)
        return found[1] if found is not None and found[0] == 0 else None

    def show_event(self, word: str) -> tuple[int, int] | None:
        """Return position and number behind the word for an event, or nothing when it is none of ours."""
        found = self._shown(word)
        # A decision has a handful of events; a made-up word gives a number beyond any.
        return (found[1], found[0] - 1) if found is not None and 0 < found[0] <= EVENTS_MOST else None

    def _shown(self, word: str) -> tuple[int, int] | None:
        try:
            block = bytes.fromhex(word)
        except ValueError:
            return None
        if len(block) != 16:
            return None
        shown = self._show.update(block)
        return int.from_bytes(shown[:8], "big"), int.from_bytes(shown[8:], "big")
