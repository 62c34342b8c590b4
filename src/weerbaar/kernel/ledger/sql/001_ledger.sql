-- The ledger of schemes: what was decided, what is claimed, where each case stands, and what proves it.
-- Every table starts with the scheme, and so does every unique key: schemes never meet in one row.
-- entry, claim and head have no foreign key to scheme: every write to them is joined to the scheme's row in
-- the same statement (see queries.sql), and checking each row again would halve the speed.

create table scheme (
    scheme text collate "C" primary key,
    epoch bigint not null default 0,
    owner text,
    lease_ends timestamptz,
    size bigint not null default 0,
    heads_through bigint not null default 0,
    created_at timestamptz not null default now()
);
comment on table scheme is 'one community with one log; the row that every write locks and checks';
comment on column scheme.epoch is 'raised by each new owner; a writer with an older one is fenced off';
comment on column scheme.size is 'number of entries; the next entry gets this position';
comment on column scheme.heads_through is 'table head reflects every entry below this position';

create table entry (
    scheme text collate "C" not null,
    position bigint not null check (position >= 0),
    case_id text collate "C" not null,
    case_seq integer not null check (case_seq >= 0),
    at timestamptz not null,
    protocol text not null,
    act text not null,
    actor text collate "C" not null,
    permitted boolean not null,
    body bytea not null,
    salt bytea not null check (length(salt) = 16),
    leaf bytea not null check (length(leaf) = 32),
    trace_id bytea check (length(trace_id) = 16),
    span_id bytea check (length(span_id) = 8),
    idempotency_key text collate "C",
    request_hash bytea,
    primary key (scheme, position)
);
comment on table entry is 'every decision, permitted or refused, for ever';
comment on column entry.case_seq is 'a permitted act has its own number; a refusal repeats that of the last permitted act';
comment on column entry.body is 'canonical JSON: an object whose members are the committed sections, in name order';

-- One index for two purposes: the entries of a case together, and a permitted act's number unique in its case.
create unique index entry_case on entry
    (scheme, case_id, case_seq, (case when permitted then -1 else position end));
create unique index entry_idempotency on entry (scheme, actor, idempotency_key) where idempotency_key is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'table % only grows: % is refused', tg_table_name, lower(tg_op)
        using errcode = 'restrict_violation', hint = 'correct a decision by a new decision';
end
$$;
create trigger entry_only_grows before update or delete on entry
    for each row execute function refuse_change();
create trigger entry_never_emptied before truncate on entry
    for each statement execute function refuse_change();

create table claim (
    scheme text collate "C" not null,
    key text collate "C" not null,
    case_id text collate "C" not null,
    primary key (scheme, key)
);
comment on table claim is 'business keys in use: at most one case holds a key';

create table head (
    scheme text collate "C" not null,
    case_id text collate "C" not null,
    protocol text not null,
    case_seq integer not null,
    position bigint not null,
    open boolean not null,
    state bytea not null,
    primary key (scheme, case_id)
) with (fillfactor = 80);
comment on table head is 'the state of each case, written behind; can always be rebuilt from entry';
create index head_open on head (scheme, case_id) where open;

create table checkpoint (
    scheme text collate "C" not null references scheme,
    size bigint not null,
    root bytea not null check (length(root) = 32),
    note bytea not null,
    primary key (scheme, size)
);
comment on table checkpoint is 'signed statements of what the log was at a size';

create table tile (
    scheme text collate "C" not null references scheme,
    level integer not null check (level >= 0),
    index bigint not null check (index >= 0),
    bytes bytea not null,
    primary key (scheme, level, index)
);
comment on table tile is 'full tiles of the Merkle tree: 256 hashes each';

create table subscription (
    scheme text collate "C" not null references scheme,
    id text collate "C" not null,
    party text not null,
    url text not null,
    secret bytea not null,
    created_at timestamptz not null default now(),
    cursor bigint not null default 0,
    active boolean not null default true,
    primary key (scheme, id)
);
comment on column subscription.cursor is 'first position that has not been considered for this subscription';

create table delivery (
    scheme text collate "C" not null,
    subscription text collate "C" not null,
    position bigint not null,
    case_id text collate "C" not null,
    attempt integer not null default 0,
    next_at timestamptz not null default now(),
    status text not null default 'pending' check (status in ('pending', 'delivered', 'dead')),
    answer text not null default '',
    primary key (scheme, subscription, position),
    foreign key (scheme, subscription) references subscription
);
comment on table delivery is 'the outbox: what is to be told to whom; dead letters stay visible';
create index delivery_due on delivery (scheme, next_at) where status = 'pending';
create index delivery_order on delivery (scheme, subscription, case_id, position) where status <> 'delivered';

create table processing (
    scheme text collate "C" not null references scheme,
    id bigint generated always as identity,
    at timestamptz not null,
    record bytea not null,
    primary key (scheme, id)
);
comment on table processing is 'LDV records: who read personal data, when and for which processing activity';
create trigger processing_only_grows before update on processing
    for each row execute function refuse_change();

create table access_decision (
    scheme text collate "C" not null references scheme,
    id bigint generated always as identity,
    at timestamptz not null,
    record bytea not null,
    primary key (scheme, id)
);
comment on table access_decision is 'ADL records of questions that were no act; those of acts follow from entry';
create trigger access_decision_only_grows before update on access_decision
    for each row execute function refuse_change();

create table subject_key (
    scheme text collate "C" not null references scheme,
    subject text collate "C" not null,
    wrapped bytea not null,
    created_at timestamptz not null default now(),
    primary key (scheme, subject)
);
comment on table subject_key is 'one key per data subject, wrapped; deleting the row erases the person';

create table personal (
    scheme text collate "C" not null,
    position bigint not null,
    path text collate "C" not null,
    subject text collate "C" not null,
    nonce bytea not null check (length(nonce) = 12),
    ciphertext bytea not null,
    primary key (scheme, position, path),
    foreign key (scheme, position) references entry (scheme, position)
);
comment on table personal is 'personal values beside their entry, which holds only a salted commitment to each';
create index personal_subject on personal (scheme, subject);
