-- Servers that do not answer are left alone for a while (docs/adr/0013-server-breaker.md).
alter table server
    add column failures    int not null default 0,             -- failed connections in a row, over all secrets of the server
    add column cool_downs  int not null default 0,             -- in a row
    add column open_until  timestamptz,                        -- no attempt is made before; then one. null: the server answers
    add column probe_owner uuid;                               -- lease of the operation that makes that attempt

-- Whether somebody was told that the operation waits at its present step.
alter table operation add column is_alerted boolean not null default false;
-- Operations under way, which are few, to count them by server.
create index operation_leased on operation (lease_until) where lease_until is not null;
