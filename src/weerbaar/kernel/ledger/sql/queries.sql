-- Every statement of the ledger. A name, one line that says what it is for, then the statement.

-- name: acquire
-- Raise the epoch of a scheme for a new owner, unless another owner's lease still runs and $4 (force) is false.
insert into scheme as s (scheme, epoch, owner, lease_ends)
values ($1, 1, $2, now() + $3::interval)
on conflict (scheme) do update
    set epoch = s.epoch + 1, owner = excluded.owner, lease_ends = excluded.lease_ends
    where $4 or s.owner is null or s.lease_ends <= now()
returning epoch, size, heads_through

-- name: renew
-- Prolong the lease of the owner that holds this epoch.
update scheme set lease_ends = now() + $3::interval where scheme = $1 and epoch = $2 returning epoch

-- name: release
-- Give the scheme free, if this epoch still holds it.
update scheme set owner = null, lease_ends = null where scheme = $1 and epoch = $2

-- name: lease
-- Read who owns a scheme and how long its log is.
select scheme, epoch, owner, lease_ends, size, heads_through from scheme where scheme = $1

-- name: schemes
-- List the schemes in this database.
select scheme from scheme where scheme >= '' order by scheme

-- name: append
-- Write a batch: nothing goes in unless the epoch and the first position still hold; claims move along.
with fence as (
    update scheme set size = size + $4
    where scheme = $1 and epoch = $2 and size = $3
    returning scheme
), freed as (
    delete from claim using fence, unnest($20::text[], $21::text[]) as f (key, case_id)
    where claim.scheme = $1 and claim.key = f.key and claim.case_id = f.case_id
    returning claim.key
), taken as (
    insert into claim (scheme, key, case_id)
    select fence.scheme, c.key, c.case_id
    from fence, unnest($22::text[], $23::text[]) as c (key, case_id)
    where (select count(*) from freed) >= 0
), written as (
    insert into entry (
        scheme, position, case_id, case_seq, at, protocol, act, actor, permitted,
        body, salt, leaf, trace_id, span_id, idempotency_key, request_hash
    )
    select fence.scheme, r.*
    from fence, unnest(
        $5::bigint[], $6::text[], $7::int[], $8::timestamptz[], $9::text[], $10::text[], $11::text[],
        $12::bool[], $13::bytea[], $14::bytea[], $15::bytea[], $16::bytea[], $17::bytea[], $18::text[],
        $19::bytea[]
    ) as r
), personal_values as (
    insert into personal (scheme, position, path, subject, nonce, ciphertext)
    select fence.scheme, p.*
    from fence, unnest($24::bigint[], $25::text[], $26::text[], $27::bytea[], $28::bytea[]) as p
)
select count(*) from fence

-- name: claims_of
-- Find which of these keys are claimed, and by which case.
select key, case_id from claim where scheme = $1 and key = any($2::text[]) order by key

-- name: claims
-- Read the keys in use after a given key, in order.
select key, case_id from claim where scheme = $1 and key > $2 order by key limit $3

-- name: entries
-- Read entries in log order from a position.
select position, case_id, case_seq, at, protocol, act, actor, permitted, body, salt, leaf,
    trace_id, span_id, idempotency_key, request_hash
from entry where scheme = $1 and position >= $2 and position < $3 order by position

-- name: entries_of_case
-- Read the entries of one case in order.
select position, case_id, case_seq, at, protocol, act, actor, permitted, body, salt, leaf,
    trace_id, span_id, idempotency_key, request_hash
from entry where scheme = $1 and case_id = $2 and position >= $3 order by position limit $4

-- name: by_idempotency
-- Find the entry that an actor's idempotency key belongs to.
select position, case_id, case_seq, at, protocol, act, actor, permitted, body, salt, leaf,
    trace_id, span_id, idempotency_key, request_hash
from entry where scheme = $1 and actor = $2 and idempotency_key = $3

-- name: used_keys
-- Find the first of these (actor, idempotency key) pairs that is in use.
select e.actor, e.idempotency_key, e.position
from unnest($2::text[], $3::text[]) as u (actor, key)
join entry e on e.scheme = $1 and e.actor = u.actor and e.idempotency_key = u.key
order by e.position limit 1

-- name: leaves
-- Read leaf hashes in log order.
select leaf from entry where scheme = $1 and position >= $2 and position < $3 order by position

-- name: save_heads
-- Write the state of cases behind, never over a newer one, and note how far the heads reach.
with reach as (
    update scheme set heads_through = greatest(heads_through, $3)
    where scheme = $1 and epoch = $2 returning scheme
), written as (
    insert into head as h (scheme, case_id, protocol, case_seq, position, open, state)
    select reach.scheme, r.*
    from reach, unnest($4::text[], $5::text[], $6::int[], $7::bigint[], $8::bool[], $9::bytea[]) as r
    on conflict (scheme, case_id) do update
        set protocol = excluded.protocol, case_seq = excluded.case_seq, position = excluded.position,
            open = excluded.open, state = excluded.state
        where h.position < excluded.position
)
select count(*) from reach

-- name: load_heads
-- Read the heads after a given case, open ones only if $4.
select case_id, protocol, case_seq, position, open, state
from head where scheme = $1 and case_id > $2 and (open or not $4) order by case_id limit $3

-- name: head_of
-- Read the head of one case.
select case_id, protocol, case_seq, position, open, state from head where scheme = $1 and case_id = $2

-- name: save_checkpoint
-- Keep a signed checkpoint.
insert into checkpoint (scheme, size, root, note) values ($1, $2, $3, $4)
on conflict (scheme, size) do update set note = excluded.note where checkpoint.root = excluded.root

-- name: newest_checkpoint
-- Read the newest checkpoint of at most a size.
select size, root, note from checkpoint where scheme = $1 and size <= $2 order by size desc limit 1

-- name: checkpoints
-- Read signed checkpoints in order of size.
select size, root, note from checkpoint where scheme = $1 and size >= $2 order by size limit $3

-- name: save_tiles
-- Keep full tiles; a full tile never changes.
insert into tile (scheme, level, index, bytes)
select $1, t.* from unnest($2::int[], $3::bigint[], $4::bytea[]) as t
on conflict (scheme, level, index) do nothing

-- name: tile
-- Read one full tile.
select bytes from tile where scheme = $1 and level = $2 and index = $3

-- name: tiles
-- Read all full tiles of one level from an index, in order.
select index, bytes from tile where scheme = $1 and level = $2 and index >= $3 order by index limit $4

-- name: record_processing
-- Keep LDV records of personal data that is about to be shown.
insert into processing (scheme, at, record) select $1, r.* from unnest($2::timestamptz[], $3::bytea[]) as r

-- name: processings
-- Read LDV records in order.
select id, at, record from processing where scheme = $1 and id > $2 order by id limit $3

-- name: record_access
-- Keep ADL records of answered questions.
insert into access_decision (scheme, at, record) select $1, r.* from unnest($2::timestamptz[], $3::bytea[]) as r

-- name: accesses
-- Read ADL records in order.
select id, at, record from access_decision where scheme = $1 and id > $2 order by id limit $3

-- name: subscribe
-- Add a subscription that starts at a position.
insert into subscription (scheme, id, party, url, secret, cursor) values ($1, $2, $3, $4, $5, $6)

-- name: unsubscribe
-- End a subscription; its deliveries stay visible.
update subscription set active = false where scheme = $1 and id = $2 and active returning id

-- name: subscriptions
-- List the active subscriptions, of one party if $2 is given.
select id, party, url, secret, created_at, cursor, active
from subscription where scheme = $1 and active and ($2::text is null or party = $2) order by created_at, id

-- name: enqueue
-- Put deliveries in the outbox and move the subscription's cursor, both or neither.
with moved as (
    update subscription set cursor = $4 where scheme = $1 and id = $2 and cursor = $3 returning scheme, id
), queued as (
    insert into delivery (scheme, subscription, position, case_id)
    select moved.scheme, moved.id, q.* from moved, unnest($5::bigint[], $6::text[]) as q
    on conflict (scheme, subscription, position) do nothing
)
select count(*) from moved

-- name: due
-- Read what may be delivered now: of each case and subscription only the oldest that is still pending.
select d.subscription, d.position, d.case_id, d.attempt, d.next_at, d.status, d.answer
from delivery d
where d.scheme = $1 and d.status = 'pending' and d.next_at <= $2
    and not exists (
        select from delivery e
        where e.scheme = $1 and e.subscription = d.subscription and e.case_id = d.case_id
            and e.position < d.position and e.status = 'pending'
    )
order by d.next_at, d.position limit $3

-- name: settle
-- Note the outcome of one attempt.
update delivery set attempt = attempt + 1, status = $4, answer = $5, next_at = $6
where scheme = $1 and subscription = $2 and position = $3 and status <> 'delivered'

-- name: dead_letters
-- List what could not be delivered.
select subscription, position, case_id, attempt, next_at, status, answer
from delivery where scheme = $1 and status = 'dead' order by subscription, position limit $2

-- name: revive
-- Put a dead letter back in the outbox.
update delivery set status = 'pending', attempt = 0, next_at = $4
where scheme = $1 and subscription = $2 and position = $3 and status = 'dead' returning position

-- name: keep_subject
-- Keep the wrapped key of a data subject, unless one is there.
insert into subject_key (scheme, subject, wrapped) values ($1, $2, $3) on conflict (scheme, subject) do nothing

-- name: subject_key
-- Read the wrapped key of a data subject.
select wrapped from subject_key where scheme = $1 and subject = $2

-- name: forget_subject
-- Erase a person: destroy the key.
delete from subject_key where scheme = $1 and subject = $2 returning subject

-- name: forget_ciphertexts
-- Erase a person: destroy the ciphertexts as well.
delete from personal where scheme = $1 and subject = $2

-- name: personal_of
-- Read the encrypted personal values of one entry.
select path, subject, nonce, ciphertext from personal where scheme = $1 and position = $2 order by path
