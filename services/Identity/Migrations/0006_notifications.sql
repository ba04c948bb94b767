-- What a tenant's people are to be told, when it is due. Nothing here is material.
create table notice (
    notice_id    uuid        primary key,
    tenant_id    uuid        not null,
    event        text        not null,
    secret_type  text,
    secret_name  text,
    version_id   uuid,                                    -- as in NotifyTenant
    fingerprint  text,
    at           timestamptz,                             -- the time that it is about
    alert_kind   text,
    occurred_at  timestamptz not null,
    due_at       timestamptz not null,                    -- when to tell of it
    told_at      timestamptz,
    withdrawn_at timestamptz                              -- it will not happen, or not then
);
create index notice_due on notice (due_at) where told_at is null and withdrawn_at is null;
create index notice_secret on notice (tenant_id, event, secret_type, secret_name);
create index notice_occurred on notice (occurred_at);

-- What somebody wants to hear of, by mail. Without a row: what their role hears of.
create table notification_preference (
    user_id uuid   primary key references platform_user on delete cascade,
    events  text[] not null
);

-- Where a tenant has events posted.
create table webhook (
    webhook_id     uuid        primary key,
    tenant_id      uuid        not null,
    url            text        not null,
    events         text[]      not null,
    signing_secret text        check (signing_secret like 'vault:%'),   -- cipher text; gone when deleted
    created_at     timestamptz not null,
    deleted_at     timestamptz,
    check ((deleted_at is null) = (signing_secret is not null))
);
create index webhook_tenant on webhook (tenant_id) where deleted_at is null;

-- One message to one receiver. Its text is made from the notices when it is sent. Its times are the database's.
create table message (
    message_id  uuid        primary key,
    number      bigint      not null generated always as identity,
    channel     text        not null check (channel in ('mail', 'webhook')),
    tenant_id   uuid        not null,
    user_id     uuid        references platform_user on delete cascade,
    webhook_id  uuid        references webhook,
    state       text        not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
    attempts    int         not null default 0,
    error       text,
    created_at  timestamptz not null default now(),
    not_before  timestamptz not null default now(),
    lease_owner uuid,
    lease_until timestamptz,
    finished_at timestamptz,
    check ((channel = 'mail') = (user_id is not null) and (channel = 'webhook') = (webhook_id is not null)),
    check ((state = 'pending') = (finished_at is null))
);
create index message_due on message (channel, not_before) where state = 'pending';
create index message_user on message (user_id, number desc) where user_id is not null;
create index message_webhook on message (webhook_id, number desc) where webhook_id is not null;
create index message_finished on message (finished_at) where finished_at is not null;

create table message_notice (
    message_id uuid not null references message on delete cascade,
    notice_id  uuid not null references notice on delete cascade,
    primary key (message_id, notice_id)
);
create index message_notice_notice on message_notice (notice_id);

create function announce_message() returns trigger language plpgsql as $$
begin
    perform pg_notify('message_due', '');
    return null;
end $$;
create trigger message_announced after insert on message for each statement execute function announce_message();
