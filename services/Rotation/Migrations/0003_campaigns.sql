-- Rotations of many secrets at a person's word.
create table campaign (
    campaign_id         uuid primary key,
    secret_type         text        not null,             -- ssh | smtp | dkim | all
    scope               text        not null check (scope in ('all', 'overdue', 'selected')),
    reason              text        not null,
    actor               jsonb       not null,             -- AuditActor
    state               text        not null check (state in ('canary', 'running', 'paused', 'halted', 'cancelled', 'completed')),
    state_reason        text,
    grace_period        interval,
    canary_size         int         not null,             -- 0: no canary
    concurrency         int         not null,
    per_server          int         not null,
    max_failure_percent int         not null,
    total               int         not null,
    succeeded           int         not null default 0,   -- as last told
    failed              int         not null default 0,
    skipped             int         not null default 0,
    running             int         not null default 0,
    seen_finished       int         not null default 0,   -- what a person knew when it was last resumed: counts for no failure rate
    seen_failed         int         not null default 0,
    version             bigint      not null default 0,
    created_at          timestamptz not null,
    resumed_at          timestamptz not null,
    finished_at         timestamptz                       -- nothing is under way any more
);
create index campaign_newest on campaign (created_at desc);
create index campaign_unfinished on campaign (created_at) where finished_at is null;

create table campaign_item (
    campaign_id  uuid        not null references campaign,
    ordinal      int         not null,                    -- from server to server in turn
    tenant_id    uuid        not null,
    type         text        not null,
    name         text        not null,
    server       text        not null,                    -- the tenant's id where none is known
    is_canary    boolean     not null,
    state        text        not null check (state in ('pending', 'asked', 'succeeded', 'failed', 'skipped')),
    attempts     int         not null default 0,
    request_id   uuid,                                    -- of the newest attempt
    asks         int         not null default 0,          -- how often that was sent
    next_at      timestamptz not null,                    -- pending: not before; asked: sent again because no answer came
    finished_at  timestamptz,
    operation_id uuid,
    code         text,
    detail       text,
    primary key (campaign_id, ordinal),
    unique (campaign_id, tenant_id, type, name)
);
create index campaign_item_state on campaign_item (campaign_id, state, ordinal);
create index campaign_item_secret on campaign_item (tenant_id, type, name) where state in ('pending', 'asked');
create index campaign_item_request on campaign_item (request_id) where state = 'asked';

-- Wakes those who work and follow campaigns, on every instance, after a commit.
create function announce_campaign_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('campaign_changed', new.campaign_id::text);
    return null;
end $$;
create trigger campaign_changed after insert or update on campaign for each row execute function announce_campaign_changed();
create trigger campaign_item_changed after update of state on campaign_item for each row execute function announce_campaign_changed();

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
