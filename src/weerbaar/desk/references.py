"""References: names a place in the log by a word that tells nothing about how full the log is."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class References:
    """Turns positions into opaque references and back, with a key of the scheme."""

    def __init__(self, secret: bytes) -> None:
        # One block of AES is a keyed permutation of 128 bits: each position gets its own word, and the
        # eight zero bytes make a made-up word fail on the way back.
        cipher = Cipher(algorithms.AES(secret[:16]), modes.ECB())  # noqa: S305 - a single block, no message
        self._hide, self._show = cipher.encryptor(), cipher.decryptor()

    def hide(self, position: int) -> str:
        """Return the reference of a position."""
        return self._hide.update(bytes(8) + position.to_bytes(8, "big")).hex()

    def show(self, reference: str) -> int | None:
        """Return the position behind a reference, or nothing when it is none of ours."""
        try:
            block = bytes.fromhex(reference)
        except ValueError:
            return None
        if len(block) != 16:
            return None
        shown = self._show.update(block)
        return int.from_bytes(shown[8:], "big") if shown[:8] == bytes(8) else None
