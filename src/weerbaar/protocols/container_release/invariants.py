"""Chapter 10, invariants: what holds for every release, at every moment, whatever anybody did."""

from __future__ import annotations

from itertools import pairwise

from weerbaar.protocols.container_release.release import OPEN_STATES, Release


def one_holder(release: Release) -> bool:
    """A running right has exactly one holder; an ended or exercised one has no held link."""
    held = [link for link in release.links if link.state == "held"]
    return len(held) == (1 if release.state in (*OPEN_STATES, "locked") else 0)


def chain_unbroken(release: Release) -> bool:
    """The carrier stands first, and every next giver is the taker before it."""
    chain = release.chain
    if not chain:
        return release.state not in OPEN_STATES
    joined = all(above.taker == below.giver for above, below in pairwise(chain))
    return chain[0].taker == release.carrier and joined


def one_open_offer(release: Release) -> bool:
    """At most one offer is open, and only under a live right, by its holder."""
    offers = [link for link in release.links if link.state == "offered"]
    if not offers:
        return True
    return len(offers) == 1 and release.state == "live" and offers[0].giver == release.holder


def visit_only_for_the_holder(release: Release) -> bool:
    """A visit stands only while it is announced or carried out, and belongs to the holder."""
    if release.visit is None:
        return release.state not in ("announced", "committed")
    ok = release.state in ("announced", "committed", "exercised")
    return ok and release.visit.operator == release.holder


def gate_needs_a_receiver(release: Release) -> bool:
    """Nothing is committed or exercised by the carrier itself: somebody received the right."""
    return release.state not in ("committed", "exercised") or len(release.chain) > 1


def old_epochs_are_over(release: Release) -> bool:
    """Nothing of an earlier epoch is open."""
    return all(k.epoch == release.epoch for k in release.links if k.state in ("held", "offered"))


def within_depth(release: Release) -> bool:
    """The chain is no longer than the profile allows, the carrier and its receiver not counted."""
    return len(release.chain) <= release.rules.depth_max + 2


def never_wider(release: Release) -> bool:
    """A restricted way of transport is kept by every operator and every visit."""
    if release.modality is None or release.visit is None:
        return True
    return release.visit.modality == release.modality


def no_right_while_a_bill_waits(release: Release) -> bool:
    """A groupage container is nobody's to collect before all its bills have been released."""
    return not release.bill_releases or (release.epoch == 0 and not release.chain)


def locked_is_the_carriers(release: Release) -> bool:
    """A locked right lies still: with the carrier, offered to nobody, and nobody comes for it."""
    if release.state != "locked":
        return not release.locked_for or release.state == "moved"
    return release.holder == release.carrier and release.offer is None and release.visit is None


def gone_is_over(release: Release) -> bool:
    """Nothing runs any more on a container that has left, whatever it left by."""
    return release.left_at is None or release.state not in OPEN_STATES


INVARIANTS = (
    one_holder,
    chain_unbroken,
    one_open_offer,
    visit_only_for_the_holder,
    gate_needs_a_receiver,
    old_epochs_are_over,
    within_depth,
    never_wider,
    no_right_while_a_bill_waits,
    gone_is_over,
    locked_is_the_carriers,
)
