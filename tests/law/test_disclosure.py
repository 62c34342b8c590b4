"""Disclosure: a party sees what the law shows it, and the rest is to it as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import msgspec
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from lending import START, Asked, Hung, Lent, Loan, Returned

from weerbaar.kernel.law.acts import Case
from weerbaar.kernel.law.disclosure import (
    ROLE,
    SeenBy,
    audiences,
    in_audience,
    is_party,
    marks,
    may_see,
    seen_by,
    seen_by_each,
    view,
)
from weerbaar.kernel.law.parties import Party, Viewer
from weerbaar.kernel.law.records import Record, replace

SECRET = "wachtwoord"


class Tag(Record):
    """One tag on a key ring; who hung it there and who may read it."""

    by: Party
    readers: tuple[Party, ...] = ()
    text: Annotated[str, seen_by("by", "readers")] = SECRET


class Ring(Case):
    """A key ring with tags."""

    owner: Party
    keeper: Party | None = None
    helpers: tuple[Party, ...] = ()
    place: str = "kast"
    code: Annotated[str, seen_by("owner", "helpers")] = SECRET
    alarm: Annotated[str, seen_by("guard")] = SECRET
    locked_away: Annotated[str, seen_by()] = SECRET
    tags: Annotated[tuple[Tag, ...], seen_by_each("by", "keeper")] = ()
    first_tag: Tag | None = None

    shows: ClassVar[Mapping[str, SeenBy]] = {"tag_count": seen_by("keeper")}

    @property
    def tag_count(self) -> int:
        """How many tags hang on the ring."""
        return len(self.tags)

    def parties(self) -> frozenset[Party]:
        return frozenset({self.owner, *self.helpers, *filter(None, [self.keeper])})


RING = Ring(
    owner="anna",
    keeper="bram",
    helpers=("carla", "dirk"),
    tags=(Tag(by="carla", text="rood"), Tag(by="dirk", text="blauw")),
    first_tag=Tag(by="dirk", readers=("carla",), text="groen"),
)


def seen(party: str, *roles: str, ring: Ring = RING) -> dict[str, Any]:
    return view(ring, Viewer(party=party, roles=frozenset(roles)))


class TestFields:
    def test_an_unmarked_field_shows_to_every_party(self) -> None:
        assert all(seen(party)["place"] == "kast" for party in sorted(RING.parties()))

    def test_a_relation_to_one(self) -> None:
        assert seen("anna")["code"] == SECRET
        assert "code" not in seen("bram")

    def test_a_relation_to_many(self) -> None:
        assert seen("carla")["code"] == seen("dirk")["code"] == SECRET

    def test_a_role(self) -> None:
        assert seen("anna", "guard")["alarm"] == SECRET
        assert "alarm" not in seen("anna", "cook")

    def test_a_party_with_the_name_of_a_role_has_not_that_role(self) -> None:
        assert "alarm" not in seen("guard")

    def test_nobody(self) -> None:
        for party in (*RING.parties(), "guard"):
            assert "locked_away" not in seen(party, "guard")

    def test_a_relation_that_is_empty_shows_to_nobody(self) -> None:
        assert "tag_count" not in seen("bram", ring=replace(RING, keeper=None))

    def test_a_shown_property(self) -> None:
        assert seen("bram")["tag_count"] == 2
        assert "tag_count" not in seen("anna")

    def test_marks_stand_in_the_order_of_the_record(self) -> None:
        assert [name for name, _ in marks(Ring)] == [*Ring.__struct_fields__, "tag_count"]


class TestInside:
    def test_each_element_by_its_own_relations(self) -> None:
        assert [tag["by"] for tag in seen("carla")["tags"]] == ["carla"]
        assert [tag["by"] for tag in seen("bram")["tags"]] == ["carla", "dirk"]
        assert seen("anna")["tags"] == []

    def test_fields_inside_an_element(self) -> None:
        # The keeper sees that a tag hangs there, but not what stands on it.
        assert [tag.get("text") for tag in seen("bram")["tags"]] == [None, None]
        assert [tag.get("text") for tag in seen("dirk")["tags"]] == ["blauw"]

    def test_fields_inside_a_single_record(self) -> None:
        assert seen("carla")["first_tag"]["text"] == "groen"
        assert "text" not in seen("anna")["first_tag"]

    def test_plain_values_only(self) -> None:
        assert msgspec.json.decode(msgspec.json.encode(seen("carla"))) == seen("carla")


class TestHiddenIsAbsent:
    def test_another_value_of_a_hidden_field_changes_no_byte(self) -> None:
        other = replace(RING, code="anders", alarm="stil", locked_away="diep")
        assert msgspec.json.encode(seen("bram")) == msgspec.json.encode(seen("bram", ring=other))

    def test_hidden_elements_leave_no_gap(self) -> None:
        fewer = replace(RING, tags=RING.tags[:1])
        assert seen("carla") == seen("carla", ring=fewer)

    def test_a_stranger_is_no_party(self) -> None:
        assert not is_party(Viewer(party="zuid"), RING)
        assert is_party(Viewer(party="anna"), RING)

    def test_a_role_that_sees_every_case(self) -> None:
        inspector = Viewer(party="zuid", roles=frozenset({"inspector"}))
        assert is_party(inspector, RING, ("inspector",))
        assert not is_party(inspector, RING, ("guard",))


NAMES = st.sampled_from(["anna", "bram", "carla", "dirk", "eva"])
TAGS = st.builds(
    Tag,
    by=NAMES,
    readers=st.lists(NAMES, max_size=2).map(tuple),
    text=st.sampled_from(["t0", "t1", "t2"]),
)
RINGS = st.builds(
    Ring,
    owner=NAMES,
    keeper=st.none() | NAMES,
    helpers=st.lists(NAMES, max_size=2).map(tuple),
    tags=st.lists(TAGS, max_size=4).map(tuple),
    first_tag=st.none() | TAGS,
)


class TestAnyRing:
    @examples(RINGS, NAMES)
    def test_a_viewer_outside_every_relation_never_sees_a_secret(self, ring: Ring, party: str) -> None:
        shown = seen(party, ring=ring)
        assert ("code" in shown) == (party in (ring.owner, *ring.helpers))
        assert "alarm" not in shown
        assert "locked_away" not in shown
        assert ("tag_count" in shown) == (party == ring.keeper)
        visible = [tag for tag in ring.tags if party in (tag.by, ring.keeper)]
        assert [tag["by"] for tag in shown["tags"]] == [tag.by for tag in visible]
        for tag, plain in zip(visible, shown["tags"], strict=True):
            assert ("text" in plain) == (party in (tag.by, *tag.readers))

    @examples(RINGS, RINGS, NAMES)
    def test_what_a_viewer_may_not_see_never_matters(self, ring: Ring, other: Ring, party: str) -> None:
        # Put every secret of another ring in the places that the viewer may not see.
        swapped = replace(
            ring,
            code=ring.code if party in (ring.owner, *ring.helpers) else "anders",
            alarm="stil",
            locked_away="diep",
            tags=(
                *(tag for tag in other.tags if party not in (tag.by, ring.keeper)),
                *(tag for tag in ring.tags if party in (tag.by, ring.keeper)),
            ),
        )
        if party != ring.keeper:
            assert seen(party, ring=ring) == seen(party, ring=swapped)

    @examples(RINGS)
    def test_a_total_stranger_sees_only_unmarked_fields(self, ring: Ring) -> None:
        shown = seen("zuid", ring=ring)
        assert set(shown) == {"owner", "keeper", "helpers", "place", "tags", "first_tag"}
        assert shown["tags"] == []
        assert "text" not in (shown["first_tag"] or {})


class TestAudience:
    BEFORE = Loan(key="k1", owner="anna", asked_by="bram")

    def test_named_relations_of_the_event_and_the_case(self) -> None:
        assert audiences(Loan(key="k1", owner="anna"), (Asked(by="bram"),)) == (frozenset({"anna", "bram"}),)

    def test_an_event_that_names_nobody_is_for_those_before_and_after(self) -> None:
        lent = replace(self.BEFORE, borrower="bram", asked_by=None)
        assert audiences(lent, (Returned(),)) == (frozenset({"anna", "bram"}),)

    def test_each_event_is_judged_right_after_itself(self) -> None:
        events = (Hung(owner="eva"), Lent(to="bram", until=START), Returned())
        first, second, third = audiences(Loan(key="k1", owner="anna"), events)
        assert first == {"anna", "eva"}
        assert second == third == {"eva", "bram"}

    def test_a_name_that_nobody_has_is_a_role(self) -> None:
        guard = Viewer(party="zuid", roles=frozenset({"guard"}))
        assert may_see(guard, ("guard",), self.BEFORE)
        assert in_audience(guard, frozenset({ROLE + "guard"}))
        assert not in_audience(Viewer(party="guard"), frozenset({ROLE + "guard"}))

    @pytest.mark.parametrize("name", ["anna", "bram", "carla"])
    def test_in_audience_by_name(self, name: str) -> None:
        assert in_audience(Viewer(party=name), frozenset({"anna", "bram"})) is (name != "carla")
