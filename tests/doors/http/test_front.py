"""The pages for whoever comes with a browser: in two languages, whole, and closed to everything from elsewhere."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from weerbaar.cli.installation import ALL

VOID = {"meta", "link", "br"}


class Outline(HTMLParser):
    """What a page holds as a screen reader walks it: headings, links, names to jump to, and whether tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.names: list[str] = []
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.links += [known["href"] or ""] if tag in {"a", "link"} else []
        self.names += [known["id"] or ""] if "id" in known else []
        self.asked += [known[name] or "" for name in ("aria-labelledby",) if name in known]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(text: str) -> Outline:
    found = Outline()
    found.feed(text)
    assert found.open == []
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_law_stands_there_whole_in_both_languages(port: Any, language: str) -> None:
    for protocol in ALL:
        got = await port.client.get(f"/law/{protocol.name}", params={"lang": language})
        assert (got.status_code, got.headers["content-language"]) == (200, language)
        text = html.unescape(got.text)
        for act in protocol.acts:
            sentence = act.nl if language == "nl" else (act.__doc__ or "").split("\n")[0]
            assert sentence, f"{act.__name__} has no sentence in {language}"
            assert sentence in text
            for rule, _ in act.rules:
                said = rule.nl if language == "nl" else rule.en
                assert (said in text and rule.name.upper() in text) or not rule.told


@pytest.mark.parametrize("path", ["/", *(f"/law/{protocol.name}" for protocol in ALL)])
async def test_a_page_can_be_walked_and_every_link_on_it_leads_somewhere(port: Any, path: str) -> None:
    found = outline((await port.client.get(path)).text)
    assert found.headings[0] == 1
    assert found.headings.count(1) == 1
    # No level is skipped on the way down.
    assert all(after <= before + 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert len(set(found.names)) == len(found.names)
    assert set(found.asked) <= set(found.names)
    for link in dict.fromkeys(found.links):
        if link.startswith("#"):
            assert link[1:] in found.names
        else:
            assert (await port.client.get(link)).status_code == 200, link


async def test_a_page_loads_its_style_and_nothing_from_elsewhere(port: Any) -> None:
    got = await port.client.get("/")
    policy = got.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert "http" not in re.sub(r"<code>.*?</code>", "", got.text)
    assert (await port.client.get("/look.css")).headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("asked", "spoken", "language"),
    [
        ({}, "", "nl"),
        ({}, "en-GB,nl;q=0.5", "en"),
        ({"lang": "nl"}, "en", "nl"),
        ({"lang": "<b>"}, "fr", "nl"),
    ],
)
async def test_the_address_goes_before_the_browser(port: Any, asked: Any, spoken: str, language: str) -> None:
    got = await port.client.get("/", params=asked, headers={"accept-language": spoken})
    assert got.headers["content-language"] == language
    assert f'<html lang="{language}">' in got.text
    assert "<b>" not in got.text


async def test_a_law_that_is_not_there_is_not_found(port: Any) -> None:
    assert (await port.client.get("/law/nothing")).status_code == 404
