"""Files: the EDIFACT files of the demonstration, written as a carrier's or terminal's system writes them."""

from __future__ import annotations

from datetime import datetime

from weerbaar.kernel.law.moments import AMSTERDAM
from weerbaar.standards.edifact import (
    Container,
    DischargeReport,
    Envelope,
    GateMove,
    Party,
    Place,
    Prenotification,
    ReleaseOrder,
    Transport,
    build_message,
    stamp_of,
    write_interchange,
)
from weerbaar.standards.edifact.records import Function

CALL = "NOORD-2026-118"
QUAY = Place(locode="NLRTM", terminal="MVT")
SHIP = Transport(voyage=CALL, modality="sea", name="NOORDSTER AURORA", imo="9074729")


def _envelope(sender: str, reference: str, now: datetime) -> Envelope:
    local = now.astimezone(AMSTERDAM)
    return Envelope(
        sender=(sender,),
        recipient=("WEERBAAR",),
        reference=reference,
        prepared=(f"{local:%y%m%d}", f"{local:%H%M}"),
    )


def minute(moment: datetime) -> str:
    """Return a moment as trade messages write it, in local time."""
    return f"{moment.astimezone(AMSTERDAM):%Y%m%d%H%M}"


def release(
    reference: str,
    numbers: list[str],
    expires: datetime,
    now: datetime,
    forwarder: str,
    function: Function = "original",
) -> bytes:
    """Return a COREOR that releases containers to a forwarder until an end."""
    end = stamp_of(minute(expires))
    order = ReleaseOrder(
        function=function,
        document_code="129",
        document_number=f"D{reference}",
        release_reference=reference,
        carrier="NOST",
        containers=tuple(
            Container(number=n, check_digit_holds=True, size_type="45G1", filling="full", expires=end)
            for n in numbers
        ),
        bills_of_lading=(f"NOSTRTM{reference}",),
        ship=SHIP,
        discharge=QUAY,
        parties=(Party(role="CA", code="NOST"), Party(role="FW", code=forwarder)),
    )
    draft = build_message(order, "1")
    return write_interchange(_envelope("NOST", reference[:14], now), [draft])


def discharge(reference: str, numbers: list[str], now: datetime) -> bytes:
    """Return a COARRI that reports containers discharged."""
    report = DischargeReport(
        function="original",
        direction="discharged",
        document_number=reference,
        ship=SHIP,
        terminal=QUAY,
        containers=tuple(
            Container(
                number=n, check_digit_holds=True, size_type="45G1", filling="full", at=stamp_of(minute(now))
            )
            for n in numbers
        ),
        parties=(Party(role="CF", code="NOST"),),
    )
    return write_interchange(_envelope("MVT", reference[:14], now), [build_message(report, "1")])


def prenotification(reference: str, number: str, ean: str, plate: str, at: datetime, now: datetime) -> bytes:
    """Return a COPINO by which a haulier announces its truck."""
    announced = Prenotification(
        function="original",
        document_code="661",
        document_number=reference,
        transport=Transport(voyage="1", modality="road", plate=plate),
        operator=ean,
        terminal=QUAY,
        expected=stamp_of(minute(at)),
        containers=(Container(number=number, check_digit_holds=True, size_type="45G1", filling="full"),),
        parties=(Party(role="CA", code=ean, agency="9"),),
    )
    return write_interchange(_envelope(ean, reference[:14], now), [build_message(announced, "1")])


def gate_out(reference: str, number: str, plate: str, now: datetime) -> bytes:
    """Return a CODECO by which the terminal reports a container out by the gate."""
    move = GateMove(
        function="original",
        direction="out",
        document_number=reference,
        terminal=QUAY,
        containers=(
            Container(
                number=number,
                check_digit_holds=True,
                size_type="45G1",
                filling="full",
                seals=("NS4711",),
                at=stamp_of(minute(now)),
                transport=Transport(voyage="1", modality="road", plate=plate),
            ),
        ),
        parties=(Party(role="CF", code="NOST"),),
    )
    return write_interchange(_envelope("MVT", reference[:14], now), [build_message(move, "1")])
