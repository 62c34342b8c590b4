"""The API keeps the NLGov API Design Rules: in its description, and in what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from weerbaar.cli.installation import ALL
from weerbaar.web.openapi import document

HOME = Path(__file__).resolve().parents[3]
DOCUMENT = document(ALL)
METHODS = ("get", "post", "put", "delete", "patch")


def operations() -> Iterator[tuple[str, str, dict[str, Any], list[dict[str, Any]]]]:
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                yield (
                    path,
                    method,
                    item[method],
                    [*item.get("parameters", []), *item[method].get("parameters", [])],
                )


def test_the_kept_description_is_the_one_that_is_served() -> None:
    kept = json.loads((HOME / "docs" / "reference" / "openapi.json").read_text("utf-8"))
    assert kept == json.loads(json.dumps(DOCUMENT)), "run ./dev docs"


def test_paths_are_kebab_case_nouns_without_a_slash_at_the_end() -> None:
    for path in DOCUMENT["paths"]:
        assert not path.endswith("/")
        for part in path.strip("/").split("/"):
            assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*(\.json)?|\{[a-z]+\}", part), part


def test_collections_are_plural() -> None:
    for protocol in ALL:
        assert protocol.collection.endswith("s")


def test_query_keys_are_camel_case() -> None:
    for _, _, _, parameters in operations():
        for one in parameters:
            if one["in"] == "query":
                assert re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", one["name"])


def test_contact_server_and_version() -> None:
    assert set(DOCUMENT["info"]["contact"]) == {"name", "url", "email"}
    assert DOCUMENT["servers"][0]["url"].endswith("/v1")
    assert re.fullmatch(r"\d+\.\d+\.\d+", DOCUMENT["info"]["version"])


@pytest.mark.parametrize(("path", "method", "operation", "parameters"), list(operations()))
def test_every_operation_declares_version_problems_and_words_in_two_languages(
    path: str, method: str, operation: dict[str, Any], parameters: list[dict[str, Any]]
) -> None:
    assert " / " in operation["summary"], f"{method} {path} is not described in Dutch and English"
    answers = operation["responses"]
    for status, answer in answers.items():
        if status.startswith(("2", "3")):
            assert "API-Version" in answer["headers"]
        else:
            assert set(answer["content"]) == {"application/problem+json"}
    own = [one for one in parameters if one in operation.get("parameters", [])]
    if own or method == "post":
        assert "400" in answers


def test_a_field_named_date_would_be_a_date() -> None:
    def walk(schema: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(schema, dict):
            for name, inner in schema.get("properties", {}).items():
                yield name, inner
            for inner in schema.values():
                yield from walk(inner)

    named = [(n, s) for n, s in walk(DOCUMENT["components"]) if re.search("[Dd]ate|[Dd]atum", n)]
    assert all(schema.get("format") == "date" for _, schema in named), named


@pytest.mark.parametrize(
    "path", ["/v1/openapi.json", "/v1/protocols", "/livez", "/v1/inbox", "/v1/nothing/here"]
)
async def test_every_answer_carries_version_and_security_headers(port: Any, path: str) -> None:
    got = await port.client.get(path)
    assert got.headers["api-version"] == DOCUMENT["info"]["version"]
    assert "frame-ancestors 'none'" in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "no-store"
    assert "max-age" in got.headers["strict-transport-security"]
    if got.status_code >= 400:
        assert got.headers["content-type"].startswith("application/problem+json")
        assert {"status", "title", "detail"} <= got.json().keys()


async def test_the_description_can_be_read_from_anywhere(port: Any) -> None:
    got = await port.client.get("/v1/openapi.json")
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.json()["openapi"].startswith("3.")
