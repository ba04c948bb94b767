-- What administrators see of tenants, as KeyIssuance reports it. Everything here can be dropped: it is asked for anew.
create table tenant (
    tenant_id         uuid primary key,
    version           bigint      not null,                    -- number of the report; 0: from before a rebuild that is under way
    name              text        not null,
    search_text       text        not null,                    -- lower case; a line each for name, id and address
    address           text,
    address_key       text,                                    -- sorts numeric addresses by their numbers
    port              int,
    is_server_lost    boolean     not null,
    unreachable_since timestamptz,
    last_rotation     timestamptz,
    next_rotation     timestamptz,
    red_from          timestamptz,                             -- since when, or from when on, the health is red; null: never
    yellow_from       timestamptz
);

create table secret (
    tenant_id            uuid        not null references tenant on delete cascade,
    type                 text        not null,
    name                 text        not null,
    status               text        not null,                 -- never expired: that is the clock's
    has_current          boolean     not null,
    last_rotated         timestamptz,
    next_rotation        timestamptz,
    fingerprint          text,
    grace_ends_at        timestamptz,
    last_revealed        timestamptz,
    operation_id         uuid,
    operation_kind       text,
    operation_started_at timestamptz,
    red_from             timestamptz,
    yellow_from          timestamptz,
    primary key (tenant_id, type, name)
);
create index secret_due on secret (next_rotation);

-- A tenant's secrets of one type, for the filters of the list.
create table tenant_type (
    tenant_id   uuid    not null references tenant on delete cascade,
    type        text    not null,
    secrets     int     not null,
    first_due   timestamptz,
    any_revoked boolean not null,
    any_live    boolean not null,                              -- the target may accept one
    primary key (tenant_id, type)
);

-- How far the reports have come. Who applies one holds this row.
create table feed (
    is_only  boolean     primary key default true check (is_only),
    as_of    timestamptz,                                      -- null: nothing was reported yet
    is_whole boolean     not null default false                -- whether every tenant is here, as of then or of before a rebuild
);
insert into feed default values;

create table rebuild (
    rebuild_id   uuid primary key,
    state        text        not null check (state in ('running', 'done', 'superseded')),
    reason       text,                                         -- null: the projection was empty
    requested_at timestamptz not null,
    finished_at  timestamptz,
    total        int,                                          -- null: no part has arrived
    done         int         not null default 0
);
create unique index rebuild_one_running on rebuild (state) where state = 'running';
create index rebuild_requested on rebuild (requested_at);

create table rebuild_part (
    rebuild_id uuid    not null references rebuild on delete cascade,
    part       int     not null,
    tenants    int     not null,
    is_last    boolean not null,
    primary key (rebuild_id, part)
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
