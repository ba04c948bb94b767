create table tenant (
    tenant_id  uuid primary key,
    name       text        not null,
    enrolled_at timestamptz,                                   -- null while enrolment runs
    created_at timestamptz not null default now()
);

-- A tenant has one live server; lost ones stay for history.
create table server (
    server_id      uuid primary key,
    tenant_id      uuid        not null references tenant,
    address        text        not null,
    port           int         not null check (port between 1 and 65535),
    host_key       text        not null,                       -- 'type base64' as pinned at enrolment
    admin_account  text        not null,
    tenant_account text        not null,
    state          text        not null check (state in ('enrolling', 'active', 'abandoned')),
    unreachable_since timestamptz,
    last_error     text,
    created_at     timestamptz not null default now()
);
create unique index server_one_live on server (tenant_id) where state <> 'abandoned';

create table secret (
    secret_id     uuid primary key,
    tenant_id     uuid        not null references tenant,
    type          text        not null,
    name          text        not null,
    server_id     uuid        not null references server,
    key_type      text        not null,                        -- ed25519 | rsa4096, for the next version
    next_rotation timestamptz,
    next_rotation_decided_at timestamptz,
    created_at    timestamptz not null default now(),
    unique (tenant_id, type, name)
);

create table secret_version (
    version_id    uuid primary key,
    secret_id     uuid        not null references secret,
    number        int         not null,
    state         text        not null check (state in
                  ('staged', 'installed', 'verified', 'current', 'retiring', 'retired', 'abandoned', 'revoking', 'revoked')),
    fingerprint   text        not null unique,
    public_key    text        not null,                        -- 'type base64'
    key_type      text        not null,
    created_at    timestamptz not null,
    promoted_at   timestamptz,
    grace_ends_at timestamptz,
    ended_at      timestamptz,                                 -- retired, abandoned or revoked, as seen on the target
    download_id           uuid,                                -- ties the audit intent of the one reveal to its outcome
    download_claimed_at   timestamptz,
    download_actor        jsonb,                               -- AuditActor of the claim
    download_outcome      text check (download_outcome in ('delivered', 'unconfirmed')),
    unique (secret_id, number)
);
create index secret_version_open_download on secret_version (download_claimed_at)
    where download_claimed_at is not null and download_outcome is null;
create unique index secret_version_one_current on secret_version (secret_id) where state = 'current';

-- Bans outlive keys.
create table banned_fingerprint (
    fingerprint text primary key,
    secret_id   uuid        not null references secret,
    reason      text,
    banned_at   timestamptz not null
);

create table operation (
    operation_id  uuid primary key,
    fence         bigint generated always as identity unique,  -- grows with every operation and roll-back; servers refuse edits with a lower one
    secret_id     uuid        not null references secret,
    tenant_id     uuid        not null references tenant,
    kind          text        not null check (kind in ('enroll', 'issue', 'rotate', 'retire', 'revoke', 'regenerate')),
    status        text        not null check (status in ('pending', 'running', 'succeeded', 'failed')),
    step          text        not null,                        -- the step that is next or running; the last one when finished
    version_id    uuid        references secret_version,       -- the version the operation makes or retires
    triggered_by  text        not null check (triggered_by in ('automated', 'manual')),
    trigger       text        not null,
    reason        text,
    actor         jsonb       not null,                        -- AuditActor
    grace_period  interval,
    grace_ends_at timestamptz,
    trace_parent  text,
    started_at    timestamptz not null,
    finished_at   timestamptz,
    error_code    text,
    error_detail  text,
    failure_code   text,                                       -- why it is rolled back
    failure_detail text,
    attempts      int         not null default 0,              -- of the present step
    not_before    timestamptz not null,
    lease_owner   uuid,
    lease_until   timestamptz
);
create unique index operation_one_active on operation (secret_id) where status in ('pending', 'running');
create index operation_due on operation (not_before) where status in ('pending', 'running');
create index operation_history on operation (secret_id, started_at desc);

create table operation_step (
    operation_id uuid        not null references operation,
    ordinal      int         not null,
    name         text        not null,
    status       text        not null check (status in ('pending', 'running', 'succeeded', 'failed', 'rolled_back')),
    started_at   timestamptz,
    finished_at  timestamptz,
    attempts     int         not null default 0,
    error        text,
    primary key (operation_id, ordinal)
);

-- First answers of repeated POSTs, kept for 24 hours.
create table idempotency_key (
    user_id      uuid        not null,
    key          text        not null,
    request_hash bytea       not null,
    status       int         not null,
    location     text,
    body         text        not null,
    created_at   timestamptz not null,
    primary key (user_id, key)
);
create index idempotency_key_created on idempotency_key (created_at);
