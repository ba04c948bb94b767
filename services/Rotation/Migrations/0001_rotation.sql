-- One row per tenant: events of a tenant are applied one after another, under this row's lock.
create table tenant_schedule (
    tenant_id    uuid primary key,
    abandoned_at timestamptz                             -- events from before the loss of the server no longer count
);
create index tenant_schedule_abandoned on tenant_schedule (abandoned_at) where abandoned_at is not null;

-- When each secret is to be rotated. Never its material.
create table scheduled_secret (
    tenant_id          uuid        not null references tenant_schedule,
    type               text        not null,
    name               text        not null,
    state              text        not null check (state in ('waiting', 'asked', 'ended')),
    current_version_id uuid,
    changed_at         timestamptz not null,             -- when the newest event that was applied occurred
    ended_at           timestamptz,                      -- when it was last revoked or lost
    due_at             timestamptz,                      -- null: not rotated by schedule
    decided_at         timestamptz not null,             -- of the due date as last published
    failed_attempts    int         not null default 0,   -- in a row
    asked_at           timestamptz,                      -- when RotateSecret was first sent for this due date
    asks               int         not null default 0,
    next_ask_at        timestamptz,                      -- when it is sent again because no answer came
    primary key (tenant_id, type, name),
    check ((state = 'asked') = (next_ask_at is not null))
);
create index scheduled_secret_due on scheduled_secret (due_at) where state = 'waiting' and due_at is not null;
create index scheduled_secret_asked on scheduled_secret (next_ask_at) where state = 'asked';
create index scheduled_secret_failed on scheduled_secret (due_at) where failed_attempts > 0 and state = 'waiting';
create index scheduled_secret_changed on scheduled_secret (changed_at);

-- Replaced versions that still work. A rotation during a grace period makes a second one.
create table grace_period (
    version_id  uuid primary key,
    tenant_id   uuid        not null references tenant_schedule,
    type        text        not null,
    name        text        not null,
    state       text        not null check (state in ('running', 'asked', 'over')),
    started_at  timestamptz not null,
    ends_at     timestamptz not null,
    asks        int         not null default 0,
    next_ask_at timestamptz not null                     -- ends_at at first, later when RetirePreviousVersion is sent again
);
create index grace_period_due on grace_period (next_ask_at) where state <> 'over';
create index grace_period_secret on grace_period (tenant_id, type, name) where state <> 'over';
