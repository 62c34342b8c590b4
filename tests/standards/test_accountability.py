"""The records that leave the house: decision log, processing log, trace, events and problems."""

import os

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.standards import cloudevents, decision_log, problem, processing_log, trace_context
from weerbaar.standards.authzen import Action, Decision, Evaluation, Resource, Subject

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def decided(**changes: object) -> decision_log.DecisionRecord:
    record = decision_log.DecisionRecord(
        trace_id=TRACE,
        span_id=SPAN,
        timestamp=1_800_000_000_000,
        attributes=decision_log.Sources(
            policies={"container-release": "container-release@1"},
            information={"rotterdam": "4711"},
            configuration={"weerbaar": "0.1.0"},
        ),
        body=decision_log.body_of(
            Evaluation(
                subject=Subject(type="driver", id="p"),
                action=Action(name="collect"),
                resource=Resource(type="container", id="CSQU3054383"),
            ),
            Decision(decision=False),
        ),
    )
    return msgspec.structs.replace(record, **changes)


UNANSWERED = decision_log.Body(request={"subject": {"type": "driver", "id": "p"}})


def test_only_a_failure_may_lack_its_answer() -> None:
    assert decision_log.faults(decided(body=UNANSWERED, status="Error")) == ()
    assert b"response" not in decision_log.to_json(decided(body=UNANSWERED, status="Error"))


def processed(**changes: object) -> processing_log.ProcessingRecord:
    record = processing_log.ProcessingRecord(
        trace_id=TRACE,
        span_id=SPAN,
        name="read holder",
        start_time=1_800_000_000_000,
        end_time=1_800_000_000_004,
        resource=processing_log.Resource(attributes={"service.name": "weerbaar"}),
        attributes=processing_log.Attributes(
            processing_activity_id="https://register.example/activities/7",
            data_subject_id="AbC=",
            data_subject_id_type="port-pass",
        ),
    )
    return msgspec.structs.replace(record, **changes)


def happened(**changes: object) -> cloudevents.CloudEvent:
    event = cloudevents.CloudEvent(
        id="rotterdam-4711",
        source=cloudevents.source_urn("kvknr", "12345678", "weerbaar"),
        type="nl.weerbaar.container-release.transferred.v1",
        subject="release-1",
        time="2026-10-25T13:05:00Z",
        dataref="https://weerbaar.example/v1/container-releases/release-1",
    )
    return msgspec.structs.replace(event, **changes)


def test_a_denial_is_no_error_and_no_field_stands_twice() -> None:
    record = decided()
    assert decision_log.faults(record) == ()
    told = msgspec.json.decode(decision_log.to_json(record), type=dict[str, object])
    assert told["status"] == "Unset"
    assert told["event_name"] == "adl.access_evaluation"
    assert told["attributes"] == {
        "adl.core.policies": {"container-release": "container-release@1"},
        "adl.core.information": {"rotterdam": "4711"},
        "adl.core.configuration": {"weerbaar": "0.1.0"},
    }
    body = told["body"]
    assert isinstance(body, dict)
    assert body["adl.core.response"] == {"decision": False}
    assert set(body) == {"adl.core.request", "adl.core.response"}
    again = msgspec.json.decode(decision_log.to_json(record), type=decision_log.DecisionRecord)
    assert again == record


@pytest.mark.parametrize(
    "changes",
    [
        {"trace_id": "0" * 32},
        {"span_id": SPAN.upper()},
        {"timestamp": 0},
        {"parent_span_id": "12"},
        {"body": UNANSWERED},
    ],
)
def test_a_bad_decision_record_is_told(changes: dict[str, object]) -> None:
    assert len(decision_log.faults(decided(**changes))) == 1


def test_a_processing_record_is_whole() -> None:
    assert processing_log.faults(processed()) == ()
    told = msgspec.json.decode(processing_log.to_json(processed()), type=dict[str, object])
    again = msgspec.json.decode(processing_log.to_json(processed()), type=processing_log.ProcessingRecord)
    assert again == processed()
    assert told["status"] == "Unset"
    assert told["resource"] == {"attributes": {"service.name": "weerbaar"}}
    assert told["attributes"] == {
        "dpl.core.processing_activity_id": "https://register.example/activities/7",
        "dpl.core.data_subject_id": "AbC=",
        "dpl.core.data_subject_id_type": "port-pass",
    }


@pytest.mark.parametrize(
    "changes", [{"trace_id": "x"}, {"name": ""}, {"end_time": 1}, {"parent_span_id": "0" * 16}]
)
def test_a_bad_processing_record_is_told(changes: dict[str, object]) -> None:
    assert len(processing_log.faults(processed(**changes))) == 1


def test_the_recommendations_own_example_is_read() -> None:
    read = trace_context.parse_traceparent(f"00-{TRACE}-{SPAN}-01", "rojo=00f067aa0ba902b7,congo=t61")
    assert read is not None
    assert (read.trace_id, read.span_id, read.sampled) == (TRACE, SPAN, True)
    assert read.state == "rojo=00f067aa0ba902b7,congo=t61"
    assert trace_context.format_traceparent(read) == f"00-{TRACE}-{SPAN}-01"


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}",
    ],
)
def test_a_header_that_must_be_ignored(text: str) -> None:
    assert trace_context.parse_traceparent(text) is None


def test_a_later_version_is_read_as_far_as_it_goes() -> None:
    read = trace_context.parse_traceparent(f"01-{TRACE}-{SPAN}-00-more")
    assert read is not None
    assert not read.sampled


@given(st.text(max_size=70), st.text(max_size=600))
def test_no_header_makes_it_raise(first: str, second: str) -> None:
    trace_context.parse_traceparent(first, second)
    assert trace_context.kept_state(second) in ("", second)


def test_ids_are_new_and_never_zero() -> None:
    begun = trace_context.new_trace(os.urandom)
    step = trace_context.next_span(begun, os.urandom)
    assert step.trace_id == begun.trace_id
    assert step.span_id != begun.span_id
    zero = trace_context.new_trace(bytes)
    assert trace_context.parse_traceparent(trace_context.format_traceparent(zero)) == zero
    with pytest.raises(ValueError, match="bytes"):
        trace_context.new_trace(lambda size: b"1")


def test_an_event_keeps_to_the_profile() -> None:
    assert cloudevents.faults(happened()) == ()
    told = msgspec.json.decode(cloudevents.to_json(happened()), type=dict[str, object])
    assert told["specversion"] == "1.0"
    assert told["source"] == "urn:nld:kvknr:12345678:systeem:weerbaar"
    assert "data" not in told
    whole = msgspec.json.decode(
        cloudevents.to_json(happened(dataref="", data={"a": 1})), type=dict[str, object]
    )
    assert (whole["data"], whole["datacontenttype"]) == ({"a": 1}, "application/json")


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "weerbaar"},
        {"type": "transferred"},
        {"time": "2026-10-25 13:05"},
        {"id": ""},
        {"data": {"a": 1}},
    ],
)
def test_an_event_outside_the_profile_is_told(changes: dict[str, object]) -> None:
    assert len(cloudevents.faults(happened(**changes))) == 1


def test_a_source_needs_a_number_that_can_exist() -> None:
    with pytest.raises(ValueError, match="8 digits"):
        cloudevents.source_urn("kvknr", "1", "weerbaar")


def test_a_problem_says_everything() -> None:
    told = problem.to_json(
        problem.Problem(
            status=400,
            title="bad input",
            detail="1 field is wrong",
            faults=(problem.PointedFault(pointer=problem.pointer("a/b", 0), nl="fout", en="wrong"),),
        )
    )
    assert msgspec.json.decode(told) == {
        "type": "about:blank",
        "title": "bad input",
        "status": 400,
        "detail": "1 field is wrong",
        "faults": [{"pointer": "/a~1b/0", "nl": "fout", "en": "wrong"}],
    }
