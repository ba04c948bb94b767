-- What must keep coming: heartbeats of services through the broker, entries of Vault's trail, and so on. Its absence is an alert.
create table evidence (
    source         text        primary key,              -- such as 'broker', 'service/rotation'
    expected_since timestamptz not null default now(),
    seen_at        timestamptz,                          -- when it last came; null: never
    steady_since   timestamptz not null default now(),   -- since when it has come without an interruption
    silent_since   timestamptz,                          -- null: it is not silent
    raised_at      timestamptz,                          -- when the alert about the present silence was last raised
    alert_id       uuid references alert,
    check ((silent_since is null) = (alert_id is null) and (silent_since is null) = (raised_at is null))
);

-- A read by the service that may read is judged only after that service was heard of later than the read: only then have the records
-- arrived that would explain it.
alter table vault_access add column is_heard boolean not null default false;
drop index vault_access_due;
create index vault_access_due on vault_access (due_at) where verdict is null and (is_heard or not is_expected);
create index vault_access_unheard on vault_access (occurred_at) where verdict is null and is_expected and not is_heard;
