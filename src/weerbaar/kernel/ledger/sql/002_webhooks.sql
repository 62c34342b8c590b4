-- The outbox as it delivers: one delivery for each event that a subscriber may know, and why one is no longer due.

-- Deliveries are signed with the key of the installation, so no secret is shared with a receiver.
alter table subscription drop column secret;
alter table subscription add column rate integer check (rate > 0);
alter table subscription add column ended_because text not null default '';
comment on column subscription.rate is 'deliveries a minute that the receiver allows; none: it named no limit';
comment on column subscription.ended_because is 'empty while it runs: removed by its owner, or gone by its receiver';
create unique index subscription_once on subscription (scheme, party, url) where active;

alter table delivery add column event smallint not null default 0 check (event >= 0);
alter table delivery drop constraint delivery_pkey;
alter table delivery add primary key (scheme, subscription, position, event);
alter table delivery add column tried_at timestamptz;
alter table delivery drop constraint delivery_status_check;
alter table delivery add constraint delivery_status_check
    check (status in ('pending', 'delivered', 'dead', 'withdrawn'));
comment on column delivery.event is 'number of the event within its entry';
comment on column delivery.status is 'withdrawn: what its party might no longer know when it was to leave';
drop index delivery_due;
drop index delivery_order;
create index delivery_order on delivery (scheme, subscription, case_id, position, event) where status = 'pending';
create index delivery_dead on delivery (scheme, subscription, position, event) where status = 'dead';
