"""The scenes of the day, in order: release, discharge, the chain, the gate, and what should not happen."""

from __future__ import annotations

from datetime import timedelta

from weerbaar.cli.demo import files
from weerbaar.cli.demo.story import EAN, HAULIERS, QUAY, Box, Day


async def morning(day: Day) -> None:
    """The carrier releases by COREOR; the ship is discharged; customs and terminal set their lights."""
    now = await day.at(0)
    for forwarder in sorted({box.forwarder for box in day.boxes}):
        mine = [box for box in day.boxes if box.forwarder == forwarder]
        numbers = [box.number for box in mine]
        reference = f"R{day.chance.randrange(10**6, 10**7)}"
        data = files.release(reference, numbers, now + timedelta(hours=30), now, EAN[forwarder])
        day.telling.file("noordster", "COREOR", await day.players.send("noordster", data))
        if forwarder == "delta-forwarding":
            day.telling.note("hetzelfde bestand komt nog eens", "the same file comes again")
            day.telling.file("noordster", "COREOR", await day.players.send("noordster", data))
    await day.at(1)
    report = files.discharge("L118", [box.number for box in day.boxes], day.clock.now())
    day.telling.file(QUAY, "COARRI", await day.players.send(QUAY, report))
    with day.telling.in_one_line():
        for box in day.boxes:
            await day.players.ask("douane", "clear-customs", container=box.number, call=files.CALL)
            await day.act(QUAY, "clear-terminal", box)
    day.telling.many(QUAY, "clear-terminal", len(day.boxes))


async def chain(day: Day) -> None:
    """The right passes from hand to hand: forwarder, sometimes a second one, then the haulier."""
    await day.at(2)
    for place, box in enumerate(day.boxes):
        with day.telling.in_one_line() as line:
            await day.act(box.forwarder, "accept", box)
            hands = [box.forwarder]
            if place % 4 == 0:
                second = next(name for name in ("oever-logistiek", "maas-expeditie") if name != hands[-1])
                await day.pass_on(box, hands[-1], second, "forwarder")
                hands.append(second)
            await day.pass_on(box, hands[-1], box.haulier, "road")
            hands.append(box.haulier)
            if place % 6 == 5:
                box.haulier = next(name for name in HAULIERS if name != box.haulier)
                await day.pass_on(box, hands[-1], box.haulier, "road")
                hands.append(box.haulier)
            line += [box.number, " > ".join(["noordster", *hands])]


async def outsider(day: Day) -> None:
    """Somebody without any link tries: with a real container number, a made-up one, and a stolen EAN."""
    await day.at(3)
    box = day.boxes[3]
    for number in (box.number, "NOSU0000000"):
        case = await day.players.find("zuiderpark-bv", number)
        day.telling.note(
            f"zuiderpark-bv zoekt {number}: {'gevonden' if case else 'niets gevonden'}",
            f"zuiderpark-bv looks for {number}: {'found' if case else 'nothing found'}",
        )
    begin = day.clock.now() + timedelta(hours=1)
    fields = {"modality": "road", "ean": box.ean, "window_from": begin.isoformat()}
    window = {**fields, "window_to": (begin + timedelta(hours=2)).isoformat()}
    await day.act("zuiderpark-bv", "prenotify", box, **window)
    own = await day.players.find(box.haulier, box.number) or ""
    played = await day.players.ask("zuiderpark-bv", "prenotify", own, **window)
    day.telling.note(
        "nu met het echte zaaknummer, waar hij dat ook vandaan heeft", "now with the real case number"
    )
    day.telling.act("zuiderpark-bv", "prenotify", box.number, played)


async def gate(day: Day) -> None:
    """Trucks come to the gate: most go through, some do not."""
    begin = await day.at(4)
    stay = {id(box) for box in day.boxes[-4:]}
    for place, box in enumerate(box for box in day.boxes if id(box) not in stay):
        by_edi = place % 3 == 0
        with day.telling.in_one_line() as line:
            await day.announce(box, begin + timedelta(minutes=6 * place), by_edi=by_edi)
            line += [
                f"{box.haulier:<20}",
                box.number,
                "COPINO" if by_edi else "API   ",
                "->",
                box.appointment,
            ]
    await day.at(5)
    for box in (box for box in day.boxes if id(box) not in stay):
        await _drive(day, box)


async def _drive(day: Day, box: Box) -> None:
    place = day.boxes.index(box)
    day.clock.jump_to(day.clock.now() + timedelta(minutes=4))
    match place:
        case 3:
            day.telling.note(
                "een chauffeur met een gestolen EAN op een andere pas", "a driver with a stolen EAN"
            )
            await day.gate(box, ean=EAN["zuiderpark-bv"])
        case 7:
            await charter(day, box)
            return
        case 9:
            await hold(day, box)
        case 11:
            await withdraw(day, box)
            return
        case 13:
            await override(day, box)
            await day.leave(box)
            return
        case 15:
            day.telling.note("niemand komt opdagen", "nobody shows up")
            return
        case _:
            pass
    if (await day.gate(box)).permitted:
        if place % 5 == 0:
            day.telling.note(
                "een tweede wagen met dezelfde afspraak", "a second truck with the same appointment"
            )
            await day.gate(box)
        await day.leave(box)


async def charter(day: Day, box: Box) -> None:
    """The operator names a charter; only after that firm's own yes does its card open the gate."""
    card = EAN["jansen-charter"]
    await day.act(box.haulier, "name-charter", box, charter="jansen-charter", ean=card, plate=box.plate)
    await day.gate(box)
    await day.gate(box, ean=card)
    await day.act("jansen-charter", "confirm-charter", box)
    if (await day.gate(box, ean=card)).permitted:
        await day.leave(box)


async def hold(day: Day, box: Box) -> None:
    """Customs holds a container between acceptance and gate; nobody else can clear that."""
    await day.players.ask(
        "douane", "block", container=box.number, call=files.CALL, reason="scan", functionary="inspecteur-1"
    )
    await day.gate(box)
    await day.act(QUAY, "unblock", box)
    await day.act("douane", "unblock", box)


async def withdraw(day: Day, box: Box) -> None:
    """The carrier withdraws, the gate says no, and a re-release opens a new epoch; the old appointment stays dead."""
    await day.act("noordster", "withdraw", box, reason="verkeerde ontvanger")
    await day.gate(box)
    end = day.clock.now() + timedelta(hours=20)
    reference = f"R{day.chance.randrange(10**6, 10**7)}"
    await day.act(
        "noordster", "reissue", box, reference=reference, expires_at=end.isoformat(), release_to=box.forwarder
    )
    await day.act(box.forwarder, "accept", box)
    await day.pass_on(box, box.forwarder, box.haulier, "road")
    old = box.appointment
    await day.announce(box, day.clock.now())
    await day.gate(box, appointment=old)
    if (await day.gate(box)).permitted:
        await day.leave(box)


async def override(day: Day, box: Box) -> None:
    """A hold of the terminal itself: one officer cannot pass it, two can, and that stays visible."""
    await day.players.ask(QUAY, "block", container=box.number, call=files.CALL, reason="kraan bezet")
    await day.gate(box)
    await day.act(QUAY, "override", box, functionary="officier-1", reason="koelcontainer", lane="7")
    await day.act(QUAY, "propose", box, functionary="officier-1", what="override", reason="koelcontainer")
    await day.act(QUAY, "override", box, functionary="officier-2", reason="koelcontainer", lane="7")


async def evening(day: Day) -> None:
    """What nobody did in time ends by itself: an appointment not kept, a release that runs out."""
    await day.at(10)
    box = day.boxes[-1]
    await day.act("noordster", "amend", box, expires_at=(day.clock.now() + timedelta(hours=1)).isoformat())
    await day.at(12)
    box.appointment = "TAR-0000000"
    await day.gate(box)
    played = await day.players.ask(
        "havenpolitie",
        "demand-chain",
        functionary="rechercheur-1",
        container=box.number,
        call=files.CALL,
        ground="onderzoek Zeester",
    )
    day.telling.act("havenpolitie", "demand-chain", box.number, played)


SCENES = (
    (
        "1/6 De ochtend: de rederij geeft 24 containers vrij, het schip is gelost, de lichten gaan op groen",
        "1/6 Morning: the carrier releases 24 containers, the ship is discharged, the lights turn green",
        morning,
    ),
    (
        "2/6 De keten: het recht om op te halen gaat van hand tot hand, nooit als code",
        "2/6 The chain: the right to collect passes from hand to hand, never as a code",
        chain,
    ),
    (
        "3/6 De buitenstaander: wie niet in de keten staat, vindt niets",
        "3/6 The outsider: whoever is not in the chain finds nothing",
        outsider,
    ),
    (
        "4/6 De poort: wagens worden aangemeld en komen; de meeste mogen door",
        "4/6 The gate: trucks are announced and come; most may go through",
        gate,
    ),
    (
        "5/6 De avond: wat niemand op tijd deed, eindigt vanzelf",
        "5/6 Evening: what nobody did in time ends by itself",
        evening,
    ),
)
