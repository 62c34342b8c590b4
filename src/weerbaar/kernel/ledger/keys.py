"""Makes and keeps the secret keys of an installation: to sign each log, to sign news, to lock personal data.

They are files with mode 0600 in one folder, outside the database: who steals a copy of the database can
neither sign a false log nor read personal data. A standby needs a copy of the folder, see
docs/decisions/013-keys.md.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from weerbaar.kernel.ledger.errors import LedgerError
from weerbaar.kernel.ledger.note import ED25519, VerifierKey, checkpoint_text, sign
from weerbaar.kernel.ledger.rows import Checkpoint

PREFIX = "PRIVATE+KEY+"


class KeyFault(LedgerError):
    """a key file is damaged or can be read by others; restore it from the backup of the key folder."""


class LogSigner:
    """Signs the checkpoints of one log. The key's name is the log's origin."""

    def __init__(self, origin: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.verifier = VerifierKey.of(origin, private.public_key().public_bytes_raw())

    def sign(self, text: bytes) -> bytes:
        """Return a signed note of a text whose first line says what it is, and is not the log's own name."""
        assert not text.startswith(f"{self.verifier.name}\n".encode()), "only a checkpoint begins so"
        return sign(text, self.verifier, self._private)

    def checkpoint(self, size: int, root: bytes) -> Checkpoint:
        """Return the signed statement that the log has this size and root."""
        note = sign(checkpoint_text(self.verifier.name, size, root), self.verifier, self._private)
        return Checkpoint(size, root, note)


class KeyFolder:
    """The folder with this installation's secrets; each is made at its first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def signer(self, origin: str) -> LogSigner:
        """Return the signer of the log with this origin, e.g. `weerbaar.example/port-rotterdam`."""

        def fresh() -> bytes:
            private = Ed25519PrivateKey.generate()
            key = VerifierKey.of(origin, private.public_key().public_bytes_raw())
            seed = base64.b64encode(ED25519 + private.private_bytes_raw()).decode()
            return f"{PREFIX}{origin}+{key.key_id.hex()}+{seed}\n".encode()

        path = self.folder / f"{quote(origin, safe='')}.signing-key"
        text = self._kept(path, fresh).decode(errors="replace").strip()
        match = re.fullmatch(re.escape(f"{PREFIX}{origin}+") + r"([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})", text)
        seed = base64.b64decode(match[2]) if match else b""
        if match is None or len(seed) != 33 or seed[:1] != ED25519:
            raise KeyFault(f"{path} is not a signing key of {origin!r}; restore it from a backup")
        signer = LogSigner(origin, Ed25519PrivateKey.from_private_bytes(seed[1:]))
        if signer.verifier.key_id.hex() != match[1]:
            raise KeyFault(f"{path} was damaged; restore it from a backup")
        return signer

    def personal_key(self) -> bytes:
        """Return the 32 bytes that wrap the keys of data subjects."""
        path = self.folder / "personal.key"
        key = self._kept(path, lambda: secrets.token_bytes(32))
        if len(key) != 32:
            raise KeyFault(f"{path} must hold 32 bytes; restore it from a backup")
        return key

    def webhook_key(self) -> Ed25519PrivateKey:
        """Return the key under which news to subscribers is signed."""
        path = self.folder / "webhook.key"
        seed = self._kept(path, lambda: Ed25519PrivateKey.generate().private_bytes_raw())
        if len(seed) != 32:
            raise KeyFault(f"{path} must hold 32 bytes; restore it from a backup")
        return Ed25519PrivateKey.from_private_bytes(seed)

    def _kept(self, path: Path, fresh: Callable[[], bytes]) -> bytes:
        """Return what the file holds, made whole in one step when it is not there."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            rough = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(rough, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(fresh())
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(rough, path)  # fails when another process was first: then its key counts
            except FileExistsError:
                pass
            finally:
                rough.unlink()
        if path.stat().st_mode & 0o077:
            raise KeyFault(f"{path} can be read by others; run: chmod 600 {path}")
        return path.read_bytes()
