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
-- Each column is one text, its values apart by a unit separator and nothing for null (columns.py).
with fence as (
    update scheme set size = size + $4
    where scheme = $1 and epoch = $2 and size = $3
    returning scheme
), freed as (
    delete from claim using fence, unnest(string_to_array($20, E'\x1f', ''), string_to_array($21, E'\x1f', '')) as f (key, case_id)
    where claim.scheme = $1 and claim.key = f.key and claim.case_id = f.case_id
    returning claim.key
), taken as (
    insert into claim (scheme, key, case_id)
    select fence.scheme, c.key, c.case_id
    from fence, unnest(string_to_array($22, E'\x1f', ''), string_to_array($23, E'\x1f', '')) as c (key, case_id)
    where (select count(*) from freed) >= 0
), written as (
    insert into entry (
        scheme, position, case_id, case_seq, at, protocol, act, actor, permitted,
        body, salt, leaf, trace_id, span_id, idempotency_key, request_hash
    )
    select fence.scheme, r.*
    from fence, unnest(
        string_to_array($5, E'\x1f', '')::bigint[],
        string_to_array($6, E'\x1f', ''),
        string_to_array($7, E'\x1f', '')::int[],
        string_to_array($8, E'\x1f', '')::timestamptz[],
        string_to_array($9, E'\x1f', ''),
        string_to_array($10, E'\x1f', ''),
        string_to_array($11, E'\x1f', ''),
        string_to_array($12, E'\x1f', '')::bool[],
        string_to_array($13, E'\x1f', '')::bytea[],
        string_to_array($14, E'\x1f', '')::bytea[],
        string_to_array($15, E'\x1f', '')::bytea[],
        string_to_array($16, E'\x1f', '')::bytea[],
        string_to_array($17, E'\x1f', '')::bytea[],
        string_to_array($18, E'\x1f', ''),
        string_to_array($19, E'\x1f', '')::bytea[]
    ) as r
), personal_values as (
    insert into personal (scheme, position, path, subject, nonce, ciphertext)
    select fence.scheme, p.*
    from fence, unnest(
        string_to_array($24, E'\x1f', '')::bigint[],
        string_to_array($25, E'\x1f', ''),
        string_to_array($26, E'\x1f', ''),
        string_to_array($27, E'\x1f', '')::bytea[],
        string_to_array($28, E'\x1f', '')::bytea[]
    ) as p
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

-- name: steps
-- Read the permitted decisions in log order from a position, as far as cases follow from them.
select position, case_id, case_seq, protocol, act, body
from entry where scheme = $1 and position >= $2 and permitted order by position limit $3

-- name: entry_bounds
-- Find between which positions everything decided from $2 to before $3 stands. The count keeps the planner from
-- walking the log from its start for the first one.
select count(*), min(position), max(position) from entry where scheme = $1 and at >= $2 and at < $3

-- name: entries_between
-- Read entries in log order from a position to another, those decided from $4 to before $5 on some acts.
select position, case_id, case_seq, at, protocol, act, actor, permitted, body, salt, leaf,
    trace_id, span_id, idempotency_key, request_hash
from entry where scheme = $1 and position >= $2 and position <= $3 and at >= $4 and at < $5
    and act = any($6::text[]) order by position limit $7

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
-- Write the state of some cases behind, never over a newer one. The scheme's row is read and not locked: while
-- heads are written the log goes on, and what a writer that lost the scheme still writes is what it committed.
with ours as (
    select scheme from scheme where scheme = $1 and epoch = $2
), written as (
    insert into head as h (scheme, case_id, protocol, case_seq, position, open, state)
    select ours.scheme, r.*
    from ours, unnest(
        string_to_array($3, E'\x1f', ''),
        string_to_array($4, E'\x1f', ''),
        string_to_array($5, E'\x1f', '')::int[],
        string_to_array($6, E'\x1f', '')::bigint[],
        string_to_array($7, E'\x1f', '')::bool[],
        string_to_array($8, E'\x1f', '')::bytea[]
    ) as r
    on conflict (scheme, case_id) do update
        set protocol = excluded.protocol, case_seq = excluded.case_seq, position = excluded.position,
            open = excluded.open, state = excluded.state
        where h.position < excluded.position
)
select count(*) from ours

-- name: reach_heads
-- Note how far the written heads reach.
update scheme set heads_through = greatest(heads_through, $3)
where scheme = $1 and epoch = $2 returning 1

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
select $1, t.* from unnest(
    string_to_array($2, E'\x1f', '')::int[],
    string_to_array($3, E'\x1f', '')::bigint[],
    string_to_array($4, E'\x1f', '')::bytea[]
) as t
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

-- name: access_bounds
-- Find between which ADL records everything asked from $2 to before $3 stands; counted for the reason above.
select count(*), min(id), max(id) from access_decision where scheme = $1 and at >= $2 and at < $3

-- name: accesses_between
-- Read ADL records in order from one to another, those asked from $4 to before $5.
select id, at, record from access_decision
where scheme = $1 and id >= $2 and id <= $3 and at >= $4 and at < $5 order by id limit $6

-- name: subscribe
-- Add a subscription that starts at a position, unless this party has one to this address.
insert into subscription (scheme, id, party, url, rate, cursor, created_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (scheme, party, url) where active do nothing returning id

-- name: unsubscribe
-- End a subscription and say why.
update subscription set active = false, ended_because = $3 where scheme = $1 and id = $2 and active returning id

-- name: stop_deliveries
-- Give up what an ended subscription has not delivered; a statement of its own, to see what was queued just before.
update delivery set status = 'dead', answer = $3 where scheme = $1 and subscription = $2 and status = 'pending'

-- name: subscriptions
-- List the active subscriptions, of one party if $2 is given.
select id, party, url, rate, created_at, cursor, active, ended_because
from subscription where scheme = $1 and active and ($2::text is null or party = $2) order by created_at, id

-- name: subscription
-- Read one subscription of a party, also one that has ended.
select id, party, url, rate, created_at, cursor, active, ended_because
from subscription where scheme = $1 and party = $2 and id = $3

-- name: standing_of
-- Count what a subscription has still to deliver and what it gave up, and read its last attempt.
select count(*) filter (where status = 'pending'), count(*) filter (where status = 'dead'),
    (array_agg(answer order by tried_at desc nulls last))[1], max(tried_at)
from delivery where scheme = $1 and subscription = $2

-- name: pending_counts
-- Count what each subscription has still to deliver.
select subscription, count(*) from delivery where scheme = $1 and status = 'pending' group by subscription

-- name: enqueue
-- Put deliveries in the outbox and move the cursors of the subscriptions that were considered, both or neither.
with fence as (
    select scheme from scheme where scheme = $1 and epoch = $2 for share
), moved as (
    update subscription s set cursor = $3 from fence, unnest($4::text[], $5::bigint[]) as u (id, cursor)
    where s.scheme = fence.scheme and s.id = u.id and s.cursor = u.cursor and s.active returning s.scheme, s.id
), queued as (
    insert into delivery (scheme, subscription, position, event, case_id, next_at)
    select moved.scheme, moved.id, q.position, q.event, q.case_id, $10
    from moved join unnest($6::text[], $7::bigint[], $8::smallint[], $9::text[])
        as q (subscription, position, event, case_id) on q.subscription = moved.id
    on conflict (scheme, subscription, position, event) do nothing
)
select id from moved

-- name: waiting
-- Read what a subscription has to deliver: of each case only the oldest that is still pending, soonest first.
select * from (
    select distinct on (d.case_id) d.subscription, d.position, d.event, d.case_id, d.attempt, d.next_at, d.status,
        d.answer
    from delivery d join scheme s on s.scheme = d.scheme
    where d.scheme = $1 and s.epoch = $2 and d.subscription = $3 and d.status = 'pending'
    order by d.case_id, d.position, d.event
) oldest order by next_at, position, event limit $4

-- name: settle
-- Note the outcome of one attempt, and how it turned out for the owner to see.
update delivery set attempt = attempt + 1, status = $5, answer = $6, next_at = $7, tried_at = $8
where scheme = $1 and subscription = $2 and position = $3 and event = $4 and status = 'pending'

-- name: dead_letters
-- List what a subscription could not deliver, those after a place.
select subscription, position, event, case_id, attempt, next_at, status, answer
from delivery where scheme = $1 and subscription = $2 and status = 'dead' and (position, event) > ($3, $4)
order by position, event limit $5

-- name: revive
-- Put a dead letter of an active subscription back in the outbox.
update delivery d set status = 'pending', attempt = 0, next_at = $5
from subscription s
where d.scheme = $1 and d.subscription = $2 and d.position = $3 and d.event = $4 and d.status = 'dead'
    and s.scheme = d.scheme and s.id = d.subscription and s.active
returning d.position

-- name: forget_deliveries
-- Clear away what was delivered, or withdrawn, before a moment.
delete from delivery where scheme = $1 and status in ('delivered', 'withdrawn') and tried_at < $2

-- name: keep_subject
-- Keep the wrapped key of a data subject, unless one is there.
insert into subject_key (scheme, subject, wrapped) values ($1, $2, $3) on conflict (scheme, subject) do nothing

-- name: subject_key
-- Read the wrapped key of a data subject.
select wrapped from subject_key where scheme = $1 and subject = $2

-- name: kept_subjects
-- Name those of some data subjects whose key is still kept.
select subject from subject_key where scheme = $1 and subject = any($2::text[])

-- name: forget_subject
-- Erase a person: destroy the key.
delete from subject_key where scheme = $1 and subject = $2 returning subject

-- name: forget_ciphertexts
-- Erase a person: destroy the ciphertexts as well.
delete from personal where scheme = $1 and subject = $2

-- name: personal_of
-- Read the encrypted personal values of some entries, each with the wrapped key of its subject while that is kept.
select p.position, p.path, p.subject, p.nonce, p.ciphertext, k.wrapped
from personal p left join subject_key k on k.scheme = p.scheme and k.subject = p.subject
where p.scheme = $1 and p.position = any($2::bigint[]) order by p.position, p.path
