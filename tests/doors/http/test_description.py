"""The served API answers as its own description says, whatever is asked: tried by schemathesis, seeded and bounded."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from tests.doors.http.served import TERMINAL, Served
from tests.doors.http.test_release import released
from tests.doors.webhooks.conftest import listening
from tests.doors.webhooks.test_failing_receivers import settled

from weerbaar.cli.installation import ALL
from weerbaar.web.openapi import document

DOCUMENT = document(ALL)
CALLERS = ("noordster", "delta-forwarding", "van-dam-transport", TERMINAL, "douane", "zuiderpark-bv")
FEW, MANY = 6, 60
NUMBERS = itertools.count()
# To make a request that fits a description takes long, and many tries fit none.
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
# An order may hold acts that each lack their fields: its description leaves those to the acts themselves.
# Figures are there of a period that is over, which no pattern of an address says.
LOOSE = {"orders", "evaluations", "edi-interchanges", "{year}", "{month}", "plot", "page"}
# AuthZEN answers each malformed question of a batch in its place, with 200; any word may be the place of a tile.
LENIENT = {"evaluations", "{place}"}
NOT_BY_CHANCE = {
    "get /log/tile/{place} negative",  # any word may be a place
    "post /subscriptions positive",  # the address in a wish would be called: tried below
}


@schemathesis.serializer("application/edifact")
def edifact(_: Any, value: Any) -> bytes:
    """Send trade messages as they stand."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def part(*, outside: bool) -> dict[str, Any]:
    """Return the part of the description that stands in the version, or the part outside it."""
    paths = {path: item for path, item in DOCUMENT["paths"].items() if ("servers" in item) is outside}
    return {**DOCUMENT, "paths": paths, "servers": [{"url": "/" if outside else "/v1"}]}


def operations() -> Iterator[Any]:
    """Yield every operation of the description with the mode in which it is tried."""
    for outside, mode in itertools.product((False, True), (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)):
        for result in schemathesis.openapi.from_dict(part(outside=outside)).get_all_operations():
            assert isinstance(result, Ok)
            operation = result.ok()
            if mode is GenerationMode.NEGATIVE and not (
                operation.path_parameters or operation.query or operation.body
            ):
                continue  # nothing can be wrong with it
            name = f"{operation.method.lower()} {operation.path} {mode.value}"
            if name not in NOT_BY_CHANCE:
                yield pytest.param(operation, outside, mode, id=name)


def excluded(path: str) -> list[Any]:
    names = [
        "missing_required_header",
        "unsupported_method",
        "use_after_free",
        "ensure_resource_availability",
    ]
    last = path.rsplit("/", 1)[-1]
    names += ["positive_data_acceptance"] if last in LOOSE else []
    names += ["negative_data_rejection"] if last in LENIENT else []
    return [CHECKS.get_one(name) for name in names]


def tried(here: Served, operation: Any, outside: bool, mode: GenerationMode, most: int) -> None:
    base = here.base if outside else f"{here.base}/v1"
    cases = operation.as_strategy(mode)

    @settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=SLOW,
    )
    @given(case=cases, caller=st.sampled_from(CALLERS), real=st.booleans(), receipt=st.integers(0, 3))
    def one(case: Any, caller: str, real: bool, receipt: int) -> None:
        # A list or object of nothing leaves nothing in an address: what arrives is then not wrong at all.
        assume(all(value not in ([], {}, None) for value in (case.query or {}).values()))
        known = case.path_parameters or {}
        if real and "case" in known and mode is GenerationMode.POSITIVE:
            known["case"] = here.case
            if "receipt" in known:
                known["receipt"] = here.receipts[receipt % len(here.receipts)]
        if mode is GenerationMode.POSITIVE and "Idempotency-Key" in (case.headers or {}):
            case.headers["Idempotency-Key"] = f"key {next(NUMBERS)}"  # used again it would rightly be 422
        case.call_and_validate(
            base_url=base, headers=here.headers(caller), excluded_checks=excluded(operation.path)
        )

    one()


@pytest.mark.parametrize(("operation", "outside", "mode"), list(operations()))
def test_every_answer_is_as_described(
    here: Served, operation: Any, outside: bool, mode: GenerationMode
) -> None:
    tried(here, operation, outside, mode, FEW)


@pytest.mark.long
@pytest.mark.parametrize(("operation", "outside", "mode"), list(operations()))
def test_many_answers_are_as_described(
    here: Served, operation: Any, outside: bool, mode: GenerationMode
) -> None:
    tried(here, operation, outside, mode, MANY)


def test_what_a_party_sees_is_as_described(here: Served) -> None:
    # Not left to chance: every party looks at the case that stands there, in every way there is.
    schema = schemathesis.openapi.from_dict(part(outside=False))
    for party, tail in itertools.product(CALLERS, ("", "/acts", "/events")):
        operation = schema[f"/container-releases/{{case}}{tail}"]["GET"]
        got = httpx.get(f"{here.base}/v1/container-releases/{here.case}{tail}", headers=here.headers(party))
        assert got.status_code == (404 if party == "zuiderpark-bv" else 200)
        operation.validate_response(got)


async def test_what_becomes_of_a_subscription_is_as_described(port: Any, tmp_path: Path) -> None:
    # A wish has its address called, so this is not left to chance either.
    schema = schemathesis.openapi.from_dict(part(outside=False))
    one, headers = "/subscriptions/{subscription}", port.headers(TERMINAL)

    async def ask(method: str, path: str, status: int, wish: object = None, **words: str) -> Any:
        where = f"/v1{path.format(**words)}"
        got = await port.client.request(method, where, headers=headers, json=wish)
        assert got.status_code == status, got.text
        schema[path][method].validate_response(got)
        return got.json() if got.content else None

    async with listening(tmp_path) as receiver:
        wish = {"url": receiver.url}
        id_ = (await ask("POST", "/subscriptions", 201, wish))["id"]
        assert (await ask("POST", "/subscriptions", 200, wish))["id"] == id_
        receiver.tell({"status": 500})
        await released(port)
        await asyncio.wait_for(settled(port, TERMINAL, id_, deadLetters=1), 20)
        assert (await ask("GET", "/subscriptions", 200))["items"][0]["id"] == id_
        await ask("GET", one, 200, subscription=id_)
        [letter] = (await ask("GET", f"{one}/dead-letters", 200, subscription=id_))["items"]
        revivals = f"{one}/dead-letters/{{letter}}/revivals"
        await ask("POST", revivals, 201, subscription=id_, letter=letter["id"])
        await ask("DELETE", one, 204, subscription=id_)
        await ask("POST", revivals, 404, subscription=id_, letter=letter["id"])
        await ask("GET", one, 200, subscription=id_)
    await ask("POST", "/subscriptions", 400, {"url": f"{receiver.url}/2"})


def test_a_case_of_one_protocol_is_no_case_of_another(here: Served) -> None:
    elsewhere = f"/v1/emergency-freezes/{here.case}"
    for tail in ("", "/acts", "/events", f"/receipts/{here.receipts[0]}"):
        assert httpx.get(f"{here.base}{elsewhere}{tail}", headers=here.headers(TERMINAL)).status_code == 404
    assert here.ask(TERMINAL, f"{elsewhere}/acts", act="lift", reason="x").status_code in (400, 404)
    assert here.ask(TERMINAL, f"{elsewhere}/acts", act="acknowledge").status_code == 404
