"""Access questions: well formed ones are read, others are answered with every fault at its place."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.standards import authzen
from weerbaar.standards.authzen import Batch, Decision, Evaluation

QUESTION = {
    "subject": {"type": "driver", "id": "pass-1", "properties": {"ean": "8712423012349"}},
    "action": {"name": "collect"},
    "resource": {"type": "container", "id": "CSQU3054383"},
    "context": {"time": "2026-10-25T13:05:00Z"},
}


def body(told: object) -> bytes:
    return msgspec.json.encode(told)


def test_a_question_is_read() -> None:
    read = authzen.read_evaluation(body(QUESTION))
    assert isinstance(read, Evaluation)
    assert read.subject.properties["ean"] == "8712423012349"
    assert msgspec.json.decode(msgspec.json.encode(read)) == QUESTION


def test_every_fault_is_told_at_its_place() -> None:
    read = authzen.read_evaluation(
        body({"subject": {"type": 1}, "action": [], "context": 7, "resource": {"type": "c", "id": ""}})
    )
    assert isinstance(read, tuple)
    assert {fault.pointer for fault in read} == {
        "/subject/type",
        "/subject/id",
        "/action",
        "/resource/id",
        "/context",
    }
    assert all(fault.nl and fault.en for fault in read)


def test_a_batch_fills_in_what_it_shares() -> None:
    asked = {
        **QUESTION,
        "evaluations": [{}, {"resource": {"type": "container", "id": "MSKU0383250"}}, {"action": {}}, 5],
        "options": {"evaluations_semantic": "deny_on_first_deny"},
    }
    read = authzen.read_evaluations(body(asked))
    assert isinstance(read, Batch)
    assert read.semantic == "deny_on_first_deny"
    first, second, third, fourth = read.items
    assert isinstance(first, Evaluation)
    assert first.resource.id == "CSQU3054383"
    assert isinstance(second, Evaluation)
    assert second.resource.id == "MSKU0383250"
    assert isinstance(third, tuple)
    assert [fault.pointer for fault in third] == ["/evaluations/2/action/name"]
    assert isinstance(fourth, tuple)
    answer = authzen.malformed(third)
    assert not answer.decision
    assert b'"status":400' in msgspec.json.encode(answer)


def test_without_evaluations_it_is_one_question() -> None:
    read = authzen.read_evaluations(body(QUESTION))
    assert isinstance(read, Batch)
    assert read.single
    assert len(read.items) == 1


def test_a_batch_as_a_whole_can_be_wrong() -> None:
    read = authzen.read_evaluations(body({"evaluations": {}, "options": {"evaluations_semantic": "some"}}))
    assert isinstance(read, tuple)
    assert {fault.pointer for fault in read} == {"/options/evaluations_semantic", "/evaluations"}
    many = authzen.read_evaluations(body({"evaluations": [{}] * (authzen.MOST_EVALUATIONS + 1)}))
    assert isinstance(many, tuple)


def test_when_a_batch_stops() -> None:
    yes, no = Decision(decision=True), Decision(decision=False)
    assert [authzen.stops(s, no) for s in authzen.SEMANTICS.values()] == [False, True, False]
    assert [authzen.stops(s, yes) for s in authzen.SEMANTICS.values()] == [False, False, True]


def test_a_plain_answer_is_plain() -> None:
    assert msgspec.json.encode(Decision(decision=False)) == b'{"decision":false}'
    many = authzen.Decisions(evaluations=(Decision(decision=True), Decision(decision=False)))
    assert msgspec.json.encode(many) == b'{"evaluations":[{"decision":true},{"decision":false}]}'
    told = msgspec.json.decode(msgspec.json.encode(authzen.metadata_for("https://pdp.example")))
    assert told == {
        "policy_decision_point": "https://pdp.example",
        "access_evaluation_endpoint": "https://pdp.example/access/v1/evaluation",
        "access_evaluations_endpoint": "https://pdp.example/access/v1/evaluations",
    }


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*QUESTION, "type", "id", "name", "evaluations"]), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.one_of(JSON.map(body), st.binary(max_size=40)))
def test_no_body_makes_it_raise(told: bytes) -> None:
    assert isinstance(authzen.read_evaluation(told), Evaluation | tuple)
    assert isinstance(authzen.read_evaluations(told), Batch | tuple)


def test_a_deep_body_does_not_break_it() -> None:
    assert isinstance(authzen.read_evaluation(b"[" * 100_000), tuple)
    assert isinstance(authzen.read_evaluation(b'{"a":' * 100_000), tuple)
