"""Reading a file of releases: our reader with all its checks against pydifact cutting up the same bytes.

pydifact only makes segments of the text: it checks no count, reference, character, group or field. So a ratio
above 1 means that we check and translate everything in less time than it takes to tokenise.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable, Iterator

from lines import Line
from pydifact.parser import Parser

from weerbaar.standards import iso6346
from weerbaar.standards.edifact import (
    Container,
    Envelope,
    Party,
    Place,
    Reference,
    ReleaseOrder,
    Transport,
    build_message,
    read_interchange,
    write_interchange,
)

BOXES, RUNS = 5_000, 3
ENVELOPE = Envelope(sender=("CARR",), recipient=("NLRTM",), reference="X1", prepared=("261025", "1305"))


def container(number: int) -> Container:
    """Make the n-th container with its own bill of lading."""
    body = f"CSQU{number:06}"
    bill = Reference(qualifier="BM", number=f"BL{number}")
    return Container(
        number=f"{body}{iso6346.check_digit(body)}",
        check_digit_holds=True,
        size_type="45G1",
        filling="full",
        references=(bill,),
        seals=(f"S{number}",),
        gross_kilograms=20_000.0,
    )


def release(reference: str, boxes: list[Container]) -> ReleaseOrder:
    """Make a release for some containers."""
    return ReleaseOrder(
        function="original",
        document_code="129",
        document_number=f"DO{reference}",
        release_reference=f"REL{reference}",
        carrier="CARR",
        containers=tuple(boxes),
        ship=Transport(voyage="V1", modality="sea", carrier="CARR", imo="9074729", name="NOORDSTER"),
        discharge=Place(locode="NLRTM", terminal="RWG"),
        parties=(Party(role="CA", code="CARR", code_list="172", agency="20"),),
    )


def spread(work: Callable[[], object]) -> tuple[float, float, float]:
    """Return the median, least and most seconds of the runs."""
    seconds: list[float] = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds), min(seconds), max(seconds)


def compared(name: str, data: bytes) -> Iterator[Line]:
    """Yield our rate and that of pydifact on the same bytes, in containers per second."""
    assert all(message.record is not None for message in read_interchange(data).messages)
    text = data.decode("latin-1")
    ours = spread(lambda: read_interchange(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydifact warns that it has no directory to check against
        peer = spread(lambda: list(Parser().parse(text)))
    for who, seconds, ratio in (("pydifact tokens", peer, None), ("read whole", ours, peer[0] / ours[0])):
        middle, least, most = (BOXES / s for s in (seconds[0], seconds[2], seconds[1]))
        yield Line(
            name=f"{name}, {who}",
            value=middle,
            unit="boxes/s",
            low=least,
            high=most,
            ratio=ratio,
            against="pydifact tokens" if ratio else "",
        )


def measure() -> Iterator[Line]:
    """Measure one message of 5,000 containers and 5,000 messages of one."""
    boxes = [container(number) for number in range(BOXES)]
    one = write_interchange(ENVELOPE, [build_message(release("1", boxes), "1")])
    yield from compared("one COREOR of 5,000", one)
    drafts = [build_message(release(str(n), [box]), str(n)) for n, box in enumerate(boxes, 1)]
    yield from compared("5,000 COREOR of one", write_interchange(ENVELOPE, drafts))
