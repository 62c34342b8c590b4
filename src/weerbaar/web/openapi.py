"""OpenAPI: the description of the HTTP door, generated from the protocols that it serves."""

from __future__ import annotations

from typing import Any

import msgspec

from weerbaar.kernel.law.acts import Act, Opening
from weerbaar.kernel.law.protocol import Protocol, kebab
from weerbaar.web.openapi_answers import case_schemas, shared_schemas
from weerbaar.web.openapi_figures import figure_paths, figure_schemas
from weerbaar.web.openapi_outside import outside_paths, outside_schemas
from weerbaar.web.openapi_parts import DECIDING, READING, SENDING, carries, gives, operation, paging, ref
from weerbaar.web.openapi_subscriptions import news, subscription_paths, subscription_schemas
from weerbaar.web.orders import MOST_ACTS
from weerbaar.web.paging import WORD_MAX
from weerbaar.web.reply import API_VERSION

FILLED_BY_DOOR = ("actor", "functionary")
INFO = {
    "title": "Weerbaar",
    "version": API_VERSION,
    "description": (
        "Protocollen tegen ondermijning: elke handeling wordt toegestaan of geweigerd door een regel die haar "
        "grondslag noemt. / Protocols against organised crime: every act is admitted or refused by a rule that "
        "cites its legal basis."
    ),
    "contact": {"name": "Weerbaar", "url": "https://example.org/weerbaar", "email": "weerbaar@example.org"},
    "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
}
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Dezelfde sleutel met dezelfde aanvraag geeft hetzelfde antwoord / "
    "The same key with the same request gives the same answer",
    "schema": {"type": "string", "pattern": "^[\\x20-\\x7e]{1,200}$"},
}

FIND = {
    "name": "find",
    "in": "query",
    "description": "Zoekwoord / Word to find by",
    "schema": {"type": "string", "maxLength": WORD_MAX},
}


def document(protocols: tuple[Protocol[Any], ...]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of a server that runs these protocols."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = shared_schemas() | figure_schemas() | outside_schemas()
    for protocol in protocols:
        _add_schemas(protocol, schemas)
        schemas |= case_schemas(protocol, prefix_of(protocol))
        paths |= _case_paths(protocol)
    paths |= _common_paths() | subscription_paths() | outside_paths()
    schemas |= subscription_schemas()
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/v1", "description": "Deze server / This server"}],
        "tags": [{"name": p.name, "description": f"{p.nl} / {p.en}"} for p in protocols]
        + [{"name": "weerbaar", "description": "Over alle protocollen heen / Across all protocols"}],
        "security": [{"token": []}],
        "paths": paths,
        "webhooks": {"event": news()},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _add_schemas(protocol: Protocol[Any], schemas: dict[str, Any]) -> None:
    kinds = [kind for kind in protocol.acts if not kind.by_clock]
    _, found = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    for kind in kinds:
        schema = found.pop(kind.__name__)
        properties = {k: v for k, v in schema["properties"].items() if k not in FILLED_BY_DOOR}
        required = [name for name in schema.get("required", []) if name not in FILLED_BY_DOOR]
        schemas[schema_name(protocol, kind)] = {
            "type": "object",
            "title": kind.__name__,
            "description": (kind.__doc__ or "").strip(),
            "properties": {"act": {"const": kebab(kind.__name__)}, **properties},
            "required": [*([] if kind is protocol.opening else ["act"]), *required],
            "additionalProperties": False,
        }
    schemas |= found


def schema_name(protocol: Protocol[Any], kind: type[Act[Any]]) -> str:
    """Return the name of an act's schema."""
    return prefix_of(protocol) + kind.__name__


def prefix_of(protocol: Protocol[Any]) -> str:
    """Return how the names of a protocol's schemas begin."""
    return "".join(part.capitalize() for part in protocol.name.split("-"))


def _case_paths(protocol: Protocol[Any]) -> dict[str, Any]:
    tag, base, prefix = protocol.name, f"/{protocol.collection}", prefix_of(protocol)
    kinds = [kind for kind in protocol.acts if not kind.by_clock]
    openings: list[type[Act[Any]]] = [kind for kind in kinds if issubclass(kind, Opening)]
    case = _path_parameter("case", "De zaak / The case")
    listing = _shows(tag, "list", "Mijn zaken / My cases", f"{prefix}Cases")
    listing["parameters"] = [*paging(), FIND]
    receipt = _shows(tag, "receipt", "Bewijs van een beslissing / Proof of a decision", "Receipt")
    receipt["parameters"] = [
        _path_parameter("receipt", "Verwijzing naar het bewijs / Reference of the receipt")
    ]
    return {
        base: {
            "post": _asks(protocol, "begin", "Begin een zaak / Begin a case", openings),
            "get": listing,
        },
        f"{base}/orders": {"post": _orders(protocol, kinds)},
        **({f"{base}/offline-lists": {"post": _list(protocol)}} if protocol.offline else {}),
        **(figure_paths(protocol) if protocol.publishes else {}),
        f"{base}/{{case}}": {
            "parameters": [case],
            "get": _shows(tag, "show", "Een zaak / One case", f"{prefix}Case"),
        },
        f"{base}/{{case}}/acts": {
            "parameters": [case],
            "get": _shows(tag, "open-acts", "Wat ik kan vragen / What I could ask for", "OpenActs"),
            "post": _asks(protocol, "act", "Vraag een handeling / Ask for an act", kinds),
        },
        f"{base}/{{case}}/events": {
            "parameters": [case],
            "get": _shows(tag, "events", "Tijdlijn / Time line", "TimeLine"),
        },
        f"{base}/{{case}}/receipts/{{receipt}}": {"parameters": [case], "get": receipt},
    }


def _asks(protocol: Protocol[Any], name: str, summary: str, among: list[type[Act[Any]]]) -> dict[str, Any]:
    tag = protocol.name
    done = operation(f"{tag}-{name}", tag, summary, ("201", "Toegestaan / Permitted"), "Done", DECIDING)
    carries(done, "application/json", {"anyOf": [_choice(protocol, kind, name) for kind in among]})
    done["parameters"] = [IDEMPOTENCY]
    return done


def _choice(protocol: Protocol[Any], kind: type[Act[Any]], name: str) -> dict[str, Any]:
    chosen = ref(schema_name(protocol, kind))
    # Where a case begins the act that begins it may go unnamed; on a case every act has its name.
    named = name == "begin" or kind is not protocol.opening
    return chosen if named else {"allOf": [chosen, {"required": ["act"]}]}


def _orders(protocol: Protocol[Any], among: list[type[Act[Any]]]) -> dict[str, Any]:
    tag, summary = protocol.name, "Vraag veel handelingen tegelijk / Ask for many acts at once"
    good = ("200", "Wat er van elke handeling werd / What became of each act")
    problems = tuple(one for one in DECIDING if one not in ("403", "409"))
    done = operation(f"{tag}-order", tag, summary, good, "Ordered", problems)
    names = [kebab(kind.__name__) for kind in among]
    line = {
        "type": "object",
        "description": "De velden van de handeling, en de zaak / The fields of the act, and the case",
        "properties": {"act": {"enum": names}, "case": {"type": "string"}},
        "required": ["act"],
    }
    order = {
        "type": "object",
        "properties": {
            "all_or_nothing": {"type": "boolean", "default": False},
            "acts": {"type": "array", "minItems": 1, "maxItems": MOST_ACTS, "items": line},
        },
        "required": ["acts"],
        "additionalProperties": False,
    }
    carries(done, "application/json", order)
    done["parameters"] = [IDEMPOTENCY]
    return done


def _list(protocol: Protocol[Any]) -> dict[str, Any]:
    summary = "Een ondertekende lijst voor wie geen verbinding heeft / A signed list for who has no line"
    good = ("201", "De lijst / The list")
    problems = (*SENDING, "404")
    made = operation(f"{protocol.name}-offline-list", protocol.name, summary, good, "Object", problems)
    gives(made, "text/plain", "201")
    return made


def _shows(tag: str, name: str, summary: str, schema: str) -> dict[str, Any]:
    good = ("200", "Wat u mag zien / What you may see")
    return operation(f"{tag}-{name}", tag, summary, good, schema, READING)


def _path_parameter(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _common_paths() -> dict[str, Any]:
    tag = "weerbaar"
    good = ("200", "Gelukt / Done")
    laws = operation("protocols", tag, "De protocollen / The protocols", good, "Laws", ())
    law = operation(
        "protocol",
        tag,
        "Een protocol: de wet zelf / One protocol: the law itself",
        good,
        "Law",
        ("400", "404"),
    )
    named = {
        "name": "name",
        "in": "path",
        "required": True,
        "description": "Naam / Name",
        "schema": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
    }
    api = operation("openapi", tag, "Deze beschrijving / This description", good, "Object", ())
    for public in (laws, law, api):
        public["security"] = []
    inbox = operation("inbox", tag, "Wat ik moet doen / What I must do", good, "Inbox", ("401",))
    return {
        "/protocols": {"get": laws},
        "/protocols/{name}": {"parameters": [named], "get": law},
        "/inbox": {"get": inbox},
        "/edi-interchanges": {"post": _messages(good)},
        "/openapi.json": {"get": api},
    }


def _messages(good: tuple[str, str]) -> dict[str, Any]:
    summary = "EDIFACT in, CONTRL en APERAK uit / EDIFACT in, CONTRL and APERAK out"
    edi = operation("edi-interchange", "weerbaar", summary, good, "Object", SENDING)
    carries(edi, "application/edifact", {"type": "string"})
    edi["responses"]["200"]["content"] |= {"application/edifact": {"schema": {"type": "string"}}}
    return edi
