-- Months that have left the database: their records lie in files, one per chain, with their checkpoints, and can be brought back.
create table audit_archive (
    month            date        not null,                -- its first day
    chain            text        not null references audit_chain,
    file             text        not null,                -- within the archive folder
    file_hash        bytea       not null,                -- SHA-256
    first_sequence   bigint      not null,
    last_sequence    bigint      not null,
    after_checkpoint bigint      not null,                -- the checkpoint before its first; 0: none
    archived_at      timestamptz not null,
    attached_until   timestamptz,                         -- while it is in the database again
    primary key (month, chain)
);

-- Personal data that was forgotten, or is about to be. The name is kept until that is done or given up.
create table audit_erasure (
    erasure_id   uuid primary key,
    tenant_id    uuid,
    user_name    text,
    reason       text        not null,
    requested_at timestamptz not null,
    erased_at    timestamptz,
    people       int,
    reasons      int,
    left_over    int                                      -- records of format 1, which hold names in what is hashed
);
create index audit_erasure_requested on audit_erasure (requested_at desc);

-- Messages that could not be recorded, whole, so that nothing is lost while their cause is mended.
create table audit_quarantine (
    record_id      uuid primary key,
    message        text        not null,
    cause          text        not null,
    quarantined_at timestamptz not null
);

-- As before, but two chains that meet a new month at once wait for each other.
create or replace function ensure_ledger_month(at timestamptz) returns void language plpgsql as $$
declare
    month     timestamp := date_trunc('month', at at time zone 'UTC');
    partition text      := 'audit_record_' || to_char(month, 'YYYY_MM');
begin
    if to_regclass(partition) is not null then
        return;
    end if;

    perform pg_advisory_xact_lock(hashtext('audit_month'));
    if to_regclass(partition) is not null then
        return;
    end if;

    execute format('create table %I partition of audit_record for values from (%L) to (%L)',
        partition, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
    execute format('create trigger audit_record_no_truncate before truncate on %I for each statement execute function refuse_ledger_change()', partition);
    execute format('revoke update, delete, truncate on %I from current_user', partition);
end $$;
