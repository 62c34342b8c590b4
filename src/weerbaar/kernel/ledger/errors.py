"""What can go wrong in the ledger, each as one sentence that says what to do."""

from __future__ import annotations


class LedgerError(Exception):
    """the ledger could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").split("\n")[0])


class ServerFault(LedgerError):
    """the embedded PostgreSQL did not start; its log tells why."""


class Occupied(LedgerError):
    """another process already runs the database in this folder; stop it or choose another folder."""


class Unfit(LedgerError):
    """this PostgreSQL may forget acknowledged commits; switch fsync and its kin on."""


class SchemaFault(LedgerError):
    """the tables in this database are not those of this version; restore a backup or upgrade."""


class LeaseTaken(LedgerError):
    """another process owns this scheme; wait for its lease to end, stop it, or take over by force."""


class Fenced(LedgerError):
    """a newer owner has taken this scheme over; nothing was written; pass acts on to it."""


class Disconnected(LedgerError):
    """the database went away; whether the batch was written is unknown until the scheme is acquired again."""


class OutOfOrder(LedgerError):
    """the rows do not follow what was written last; nothing was written; reload the scheme."""


class Clash(LedgerError):
    """a business key is already claimed by another case, so nothing was written."""

    def __init__(self, key: str, case_id: str = "") -> None:
        super().__init__(f"the key {key!r} is already claimed by case {case_id!r}; nothing was written")
        self.key = key
        self.case_id = case_id


class Duplicate(LedgerError):
    """an idempotency key was used before by the same actor, so nothing was written."""

    def __init__(self, actor: str, key: str, position: int | None) -> None:
        super().__init__(f"{actor!r} already used idempotency key {key!r}; nothing was written")
        self.actor = actor
        self.key = key
        self.position = position
