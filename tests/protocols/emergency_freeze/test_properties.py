"""Whatever is asked, by whomever and whenever: every invariant holds, and the end comes when it was counted."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_door import KernelDoor

from weerbaar.cli.demo.clock import StoryClock
from weerbaar.desk.register import Member, Register
from weerbaar.kernel.law.acts import Act
from weerbaar.kernel.law.parties import CLOCK
from weerbaar.protocols.emergency_freeze import world_acts
from weerbaar.protocols.emergency_freeze.delivery import Approve, Serve
from weerbaar.protocols.emergency_freeze.freeze import Freeze, runs
from weerbaar.protocols.emergency_freeze.protocol import PROTOCOL
from weerbaar.protocols.emergency_freeze.rule_sets import TABLES
from weerbaar.protocols.emergency_freeze.terms import RUNNING
from weerbaar.protocols.emergency_freeze.world_acts import DESK, FIU, OUTSIDER, PROSECUTOR, START, draft

MEMBERS = (
    Member(name=FIU, roles=frozenset({"fiu"}), mandates={"supervisor": frozenset({"supervisor"})}),
    Member(name=DESK, roles=frozenset({"freeze-desk"}), contacts={"freeze-24x7": "+31 00 000 00 01"}),
    Member(name=PROSECUTOR, roles=frozenset({"prosecutor"})),
    Member(name=OUTSIDER),
)
KEYS = ("FZ-2026-0001", "FZ-2026-0002")
BLANK = Freeze(freeze_id=KEYS[0])
WHO = st.sampled_from([None, None, None, None, FIU, DESK, PROSECUTOR, OUTSIDER])
OFFICER = st.sampled_from([None, None, None, "", "analyst", "second", "supervisor"])
MOMENTS = st.sampled_from([0, 0, 0, 1, 20, 60, 600, 1440, 4320])


def acts(case: Freeze, key: str) -> list[Act[Freeze]]:
    """Return every act that could be asked on a case, drafts of the same payment among them."""
    others = [draft(freeze_id=key, repeat_of=name) for name in KEYS if name != key]
    found = [*world_acts.everything(case), draft(freeze_id=key), *others]
    renamed = [
        msgspec.structs.replace(act, freeze_id=key) if hasattr(act, "freeze_id") else act for act in found
    ]
    return [act for act in renamed if act.actor != CLOCK]


def freezes(door: KernelDoor) -> list[Freeze]:
    """Return every freeze as it stands."""
    return [held.case for held in door.cases.values() if isinstance(held.case, Freeze)]


def running(door: KernelDoor) -> list[Freeze]:
    """Return the freezes by which somebody is bound."""
    return [case for case in freezes(door) if case.state in RUNNING]


def serve(door: KernelDoor) -> None:
    """Have the first freeze served, so that the story begins where most can happen."""
    door.ask(draft(), KEYS[0])
    door.ask(Approve(actor=FIU, functionary="second"), KEYS[0])
    door.ask(Serve(actor=FIU, delivered_at=START, channel="post", proof="0" * 64), KEYS[0])


@settings(max_examples=120)
@given(data=st.data(), table=st.sampled_from(sorted(TABLES)), begun=st.booleans())
def test_whatever_is_asked(data: st.DataObject, table: str, begun: bool) -> None:
    register = Register(scheme="freezes", settings={"freeze-rules": table}, member=MEMBERS)
    clock = StoryClock(START)
    door = KernelDoor(PROTOCOL, register, clock)
    if begun:
        serve(door)
        assert len(running(door)) == 1
    for _ in range(data.draw(st.integers(1, 25), "acts")):
        clock.pass_seconds(60 * data.draw(MOMENTS, "later"))
        door.tick()
        key = data.draw(st.sampled_from(KEYS), "freeze")
        case = next((one for one in freezes(door) if one.freeze_id == key), BLANK)
        act = data.draw(st.sampled_from(acts(case, key)), "act")
        who, officer = data.draw(WHO, "who"), data.draw(OFFICER, "officer")
        changed = {"actor": who or act.actor, "functionary": act.functionary if officer is None else officer}
        door.ask(msgspec.structs.replace(act, **changed), key)
        assert len(running(door)) <= 1, "two freezes run on one payment"
        assert all(runs(case, clock.now()) for case in running(door)), "one runs past its end"
    clock.pass_seconds(40 * 86400)
    door.tick()
    assert not running(door)
