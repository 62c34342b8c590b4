"""Reads where areas lie on the map, from a file of boundaries as the statistics office publishes them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import msgspec

from weerbaar.measure.faults import Faults
from weerbaar.measure.result import Ring

NAMES = ("statcode", "gemeentecode", "code")
"""Where the code of an area may stand: as Statistics Netherlands, the land registry and we name it."""
SHOWN = 5


class Shape(msgspec.Struct):
    """A GeoJSON geometry (RFC 7946)."""

    type: str = ""
    coordinates: list[object] = []


class Feature(msgspec.Struct):
    """One area of a GeoJSON file."""

    properties: dict[str, object] = {}
    geometry: Shape | None = None


class Collection(msgspec.Struct):
    """A GeoJSON file of areas."""

    features: list[Feature]


def read_outlines(path: Path, codes: list[str], faults: Faults) -> list[list[Ring]]:
    """Return per code the rings of (x, y) points of its area; every fault of the file is noted.

    The file is a GeoJSON FeatureCollection of Polygon and MultiPolygon; areas without a figure are left out.
    """
    try:
        read = msgspec.json.decode(path.read_bytes(), type=Collection)
    except OSError as trouble:
        faults.add(f"{path.name} cannot be read: {trouble.strerror}")
        return []
    except msgspec.DecodeError as trouble:
        faults.add(f"{path.name} is no GeoJSON collection of areas: {trouble}")
        return []
    found: dict[str, list[Ring]] = {}
    wanted = set(codes)
    for number, feature in enumerate(read.features, 1):
        code = next((str(feature.properties[name]) for name in NAMES if name in feature.properties), "")
        if not code:
            faults.add(f"{path.name}, area {number}: no code; one of {', '.join(NAMES)} must say which it is")
        elif code in wanted:
            rings = list(_rings(feature.geometry))
            if not rings:
                faults.add(f"{path.name}, {code}: no polygon of at least three points with numbers")
            found.setdefault(code, []).extend(rings)
    missing = [code for code in codes if code not in found]
    if missing:
        rest = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        faults.add(
            f"{path.name} does not hold {', '.join(missing[:SHOWN])}{rest}; take the boundaries of the base year"
        )
    return [found.get(code, []) for code in codes]


def _rings(shape: Shape | None) -> Iterator[Ring]:
    if shape is None or shape.type not in {"Polygon", "MultiPolygon"}:
        return
    polygons = [shape.coordinates] if shape.type == "Polygon" else shape.coordinates
    for polygon in polygons:
        for ring in polygon if isinstance(polygon, list) else []:
            points = _points(ring)
            if len(points) >= 3:
                yield points


def _points(ring: object) -> Ring:
    """Return the points of a ring without the repeated last one; none when one of them is no point."""
    try:
        points = msgspec.convert(ring, list[list[float]])
    except msgspec.ValidationError:
        return []
    if any(len(point) < 2 or not all(map(math.isfinite, point[:2])) for point in points):
        return []
    pairs = [(point[0], point[1]) for point in points]
    return pairs[:-1] if len(pairs) > 1 and pairs[0] == pairs[-1] else pairs
