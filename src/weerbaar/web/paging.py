"""Paging: how long a list one answer holds."""

from __future__ import annotations

from typing import Any

from litestar import Request

from weerbaar.desk.intake import InvalidInput, fault

PAGE_DEFAULT = 50
PAGE_MAX = 500


def page_size(request: Request[Any, Any, Any]) -> int:
    """Return how many items a caller wants at a time; raises `InvalidInput` when that is no sensible number."""
    text = request.query_params.get("pageSize", str(PAGE_DEFAULT))
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= PAGE_MAX:
        nl, en = f"`pageSize` is 1 tot {PAGE_MAX}", f"`pageSize` is 1 to {PAGE_MAX}"
        raise InvalidInput((fault("pageSize", nl, en),))
    return int(text)
