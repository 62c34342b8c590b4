"""Codes: which two words an officer knows, kept as keyed digests, and which of them was given with an act."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.disclosure import SecretWord
from weerbaar.kernel.law.forms import fits
from weerbaar.kernel.law.protocol import Protocol
from weerbaar.kernel.law.records import Record, replace
from weerbaar.standards.sentence import Sentence

Sign = Literal["none", "normal", "forced", "wrong"]
FILE = "officer-codes.json"  # beside the keys, without which nobody can try words against it


class Codes(msgspec.Struct, frozen=True, kw_only=True):
    """The digests of the two codes of one officer: the everyday one, and the one for when the officer is forced."""

    normal: str
    forced: str


Officers = dict[str, dict[str, Codes]]  # by party and functionary


def digest(secret: bytes, party: str, functionary: str, word: str) -> str:
    """Return what stands for a word of an officer: the same word of another gives another digest."""
    said = "\n".join(("weerbaar officer code", party, functionary, word))
    return hmac.digest(secret, said.encode(), "sha256").hex()


def hidden(act: Act[Any], secret: bytes) -> Act[Any]:
    """Return an act in which digests stand for its secret words."""
    said = {name: word for name in _secret_fields(type(act)) if (word := getattr(act, name)) is not None}
    if not said:
        return act
    digests = {name: digest(secret, act.actor, act.functionary, word) for name, word in said.items()}
    return replace(act, **digests)


@cache
def _secret_fields(kind: type[Record]) -> tuple[str, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name in kind.__struct_fields__ if any(_secrets(hints[name])))


def _secrets(hint: Any) -> Iterator[Any]:
    """Yield the types inside a type that are marked as secret."""
    if any(isinstance(extra, SecretWord) for extra in getattr(hint, "__metadata__", ())):
        yield hint
    elif get_origin(hint) is not None:
        for part in get_args(hint):
            yield from _secrets(part)


def unfit(word: str, laws: Iterable[Protocol[Any]]) -> tuple[Sentence, ...]:
    """Return of what signs a code is made, for each law in which this word could not be one."""
    kinds = [act for law in laws for act in law.acts]
    hints = [get_type_hints(act, include_extras=True)[name] for act in kinds for name in _secret_fields(act)]
    return tuple(
        dict.fromkeys(
            Sentence(mark.nl, mark.en)
            for hint in hints
            for secret in _secrets(hint)
            if not fits(word, secret)
            for mark in secret.__metadata__
            if isinstance(mark, SecretWord)
        )
    )


def sign_of(officers: Mapping[str, Mapping[str, Codes]], party: str, functionary: str, given: str) -> Sign:
    """Return what a digest says: `none` where an officer has no codes and gave none."""
    codes = officers.get(party, {}).get(functionary)
    if codes is None:
        return "wrong" if given else "none"
    normal = hmac.compare_digest(codes.normal, given)
    forced = hmac.compare_digest(codes.forced, given)
    return "normal" if normal else "forced" if forced else "wrong"


def read_codes(folder: Path) -> Officers:
    """Return the codes of every officer; raises `ValueError` when the file cannot be read as such."""
    path = folder / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Officers)
    except FileNotFoundError:
        return {}
    except (msgspec.DecodeError, msgspec.ValidationError) as trouble:
        raise ValueError(f"`{path}` cannot be read: {trouble}") from trouble


def keep_codes(folder: Path, officers: Officers) -> None:
    """Write the codes down, whole or not at all, for nobody but the account that serves to read."""
    folder.mkdir(parents=True, exist_ok=True)
    rough = folder / f"{FILE}.new"
    with os.fdopen(os.open(rough, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(officers, order="sorted")))
        file.flush()
        os.fsync(file.fileno())
    rough.replace(folder / FILE)
