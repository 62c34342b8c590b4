-- Figures of a month read what was decided and asked between two moments. Rows come in the order of time, so a few
-- bytes for each stretch of them find the month, at next to no cost to who writes.

create index entry_at on entry using brin (scheme, at) with (autosummarize = on);
create index access_decision_at on access_decision using brin (scheme, at) with (autosummarize = on);
