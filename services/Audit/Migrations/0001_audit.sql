-- The head of each chain. Appending locks its row, so sequences have no gaps and every record knows its predecessor.
create table audit_chain (
    chain         text primary key,
    last_sequence bigint      not null,
    last_recorded_at timestamptz,
    head_hash     bytea       not null check (length(head_hash) = 32)
);
insert into audit_chain (chain, last_sequence, head_hash) values ('platform', 0, decode(repeat('00', 32), 'hex'));

-- The ledger. 'body' is the truth: the record's canonical bytes, over which 'hash' is taken together with sequence, time and
-- the previous hash. The other columns repeat parts of it for queries.
create table audit_record (
    chain         text        not null,
    sequence      bigint      not null,
    recorded_at   timestamptz not null,                  -- never before the previous record of the chain
    format        smallint    not null default 1,        -- how body and hash are made
    record_id     uuid        not null,
    occurred_at   timestamptz not null,
    service       text        not null,
    action        text        not null,
    outcome       text        not null,
    user_id       uuid,
    user_name     text        not null,
    role          text        not null,
    ip_address    text,
    tenant_id     uuid,
    secret_type   text,
    secret_name   text,
    version_id    uuid,
    correlation_id uuid,
    reason        text,
    code          text,
    trace_id      text,
    body          bytea       not null,
    previous_hash bytea       not null,
    hash          bytea       not null,
    primary key (chain, sequence, recorded_at)
) partition by range (recorded_at);
create index audit_record_id on audit_record (record_id);
create index audit_record_occurred on audit_record (occurred_at);
create index audit_record_tenant on audit_record (tenant_id, sequence desc);
create index audit_record_user on audit_record (lower(user_name), sequence desc);
create index audit_record_action on audit_record (action, sequence desc);

create function refuse_ledger_change() returns trigger language plpgsql as $$
begin
    raise exception 'the audit ledger is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end $$;

create trigger audit_record_no_change before update or delete on audit_record for each row execute function refuse_ledger_change();
create trigger audit_record_no_truncate before truncate on audit_record for each statement execute function refuse_ledger_change();
revoke all on audit_record from public;
revoke update, delete, truncate on audit_record from current_user;

-- Makes the month's partition when it is not there. Called under the chain's lock.
create function ensure_ledger_month(at timestamptz) returns void language plpgsql as $$
declare
    month     timestamp := date_trunc('month', at at time zone 'UTC');
    partition text      := 'audit_record_' || to_char(month, 'YYYY_MM');
begin
    if to_regclass(partition) is not null then
        return;
    end if;

    execute format('create table %I partition of audit_record for values from (%L) to (%L)',
        partition, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
    -- Partitions inherit the row trigger; truncation and rights are a table's own.
    execute format('create trigger audit_record_no_truncate before truncate on %I for each statement execute function refuse_ledger_change()', partition);
    execute format('revoke update, delete, truncate on %I from current_user', partition);
end $$;

create table alert (
    alert_id          uuid primary key,
    deduplication_key text        not null,
    kind              text        not null,
    severity          text        not null check (severity in ('critical', 'warning')),
    state             text        not null check (state in ('open', 'acknowledged')),
    tenant_id         uuid,
    secret_type       text,
    secret_name       text,
    summary           text        not null,
    next_step         text        not null,
    trace_id          text,
    occurrences       int         not null default 1,
    first_occurred_at timestamptz not null,
    last_occurred_at  timestamptz not null,
    acknowledged_at   timestamptz,
    acknowledged_by   text,
    check ((state = 'acknowledged') = (acknowledged_at is not null))
);
create unique index alert_one_open on alert (deduplication_key) where state = 'open';
create index alert_incident on alert (deduplication_key, acknowledged_at);
create index alert_newest on alert (state, last_occurred_at desc);
