alter table operation drop constraint operation_kind_check;
alter table operation add constraint operation_kind_check
    check (kind in ('enroll', 'issue', 'rotate', 'retire', 'revoke', 'regenerate', 'abandon', 'repair'));

-- When each server in use is looked at next, and how the last look went. Instances share the rows by leases.
create table drift_watch (
    server_id   uuid primary key references server,
    due_at      timestamptz not null,
    lease_owner uuid,
    lease_until timestamptz,
    attempts    int         not null default 0,                -- looks in a row that did not see everything
    checked_at  timestamptz,
    outcome     text,
    detail      text
);
create index drift_watch_due on drift_watch (due_at);
insert into drift_watch (server_id, due_at)
select server_id, now() + random() * interval '1 hour' from server where state = 'active';

-- Looks that somebody asked for.
create table drift_check (
    check_id     uuid primary key,
    server_id    uuid        not null references server,
    tenant_id    uuid        not null references tenant,
    requested_at timestamptz not null default now(),
    finished_at  timestamptz,
    outcome      text,
    detail       text
);
create index drift_check_waiting on drift_check (server_id) where finished_at is null;
create index drift_check_requested on drift_check (requested_at);

create table drift_finding (
    finding_id     uuid primary key,
    tenant_id      uuid        not null references tenant,
    server_id      uuid        not null references server,
    secret_id      uuid        not null references secret,
    account        text        not null,
    kind           text        not null check (kind in
                   ('unknown_key', 'missing_key', 'banned_key', 'ended_key', 'wrong_expiry', 'changed_mode')),
    fingerprint    text,
    public_key     text,                                       -- 'type base64' of the key it is about
    detail         text        not null,
    repairs_itself boolean     not null,                       -- otherwise a person decides or acts
    state          text        not null check (state in ('open', 'repairing', 'accepted', 'resolved')),
    first_seen_at  timestamptz not null,
    last_seen_at   timestamptz not null,
    resolved_at    timestamptz,
    operation_id   uuid references operation,                  -- the last repair
    repairs_failed int         not null default 0,
    repair_error   text,
    decision       text check (decision in ('accept', 'remove')),
    decided_by     jsonb,                                      -- AuditActor
    decided_at     timestamptz,
    decision_reason text
);
create unique index drift_finding_one_active on drift_finding (server_id, account, kind, coalesce(fingerprint, ''))
    where state in ('open', 'repairing');
create index drift_finding_newest on drift_finding (first_seen_at desc, finding_id);
create index drift_finding_of_tenant on drift_finding (tenant_id, first_seen_at desc);
create index drift_finding_of_operation on drift_finding (operation_id);

-- Keys that the platform has not issued and that may stay.
create table accepted_key (
    server_id   uuid        not null references server,
    account     text        not null,
    fingerprint text        not null,
    reason      text        not null,
    actor       jsonb       not null,                          -- AuditActor
    accepted_at timestamptz not null,
    primary key (server_id, account, fingerprint)
);

create function announce_drift_due() returns trigger language plpgsql as $$
begin
    perform pg_notify('drift_due', '');
    return null;
end $$;
create trigger drift_due after insert on drift_check for each statement execute function announce_drift_due();
