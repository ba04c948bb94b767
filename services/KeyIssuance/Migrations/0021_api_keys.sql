-- API keys of tenants (docs/adr/0064-tenant-api-keys.md). Of a key only its SHA-256 is here. The rows of ended keys stay, so that a leaked key can be
-- told from noise.
create table api_key (
    key_id                uuid primary key,
    tenant_id             uuid        not null references tenant,
    name                  text        not null check (length(name) between 1 and 100),
    digest                bytea       not null check (length(digest) = 32),
    permissions           text[]      not null check (cardinality(permissions) > 0),
    rate_limit_per_minute int         not null check (rate_limit_per_minute > 0),
    lifetime_days         int,                                 -- as was asked for; a successor gets as long. null: no end
    created_at            timestamptz not null,
    created_by_id         uuid        not null,
    created_by            text        not null,
    expires_at            timestamptz,                         -- of a replaced key the end of its grace period, if that comes first
    replaces              uuid        unique references api_key,
    revoked_at            timestamptz,
    expiry_recorded_at    timestamptz,                         -- when the end by time was recorded and told
    request_count         bigint      not null default 0,
    last_used_at          timestamptz,
    last_used_from        text,
    change_number         bigint      not null unique          -- where the key is verified, changes are asked for by it
);
create index api_key_of_tenant on api_key (tenant_id, created_at desc);
create index api_key_ending on api_key (expires_at) where revoked_at is null and expiry_recorded_at is null;

-- Numbers are given one at a time until the commit, so that no lower one appears after a higher one was read. Not below the clock: after a
-- restore of this database they go on above those that were given before.
create function number_api_key_change() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('api_key.change_number', 0));
    new.change_number := greatest(
        coalesce((select max(change_number) from api_key), 0) + 1, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
    return new;
end $$;
create trigger api_key_added before insert on api_key for each row execute function number_api_key_change();
create trigger api_key_changed before update on api_key for each row
    when ((old.expires_at, old.revoked_at) is distinct from (new.expires_at, new.revoked_at)) execute function number_api_key_change();

-- What a key may still do in the present minute, over all instances that admit it.
create table api_key_allowance (
    key_id       uuid        primary key references api_key,
    window_start timestamptz not null,
    taken        int         not null,
    last_granted int         not null,                         -- to whoever took last
    per_minute   int         not null
);

-- Uses by hour and permission, as the instances have counted them.
create table api_key_usage (
    key_id       uuid        not null references api_key,
    hour         timestamptz not null,
    permission   text        not null,                         -- empty: a request that no key can make
    requests     bigint      not null,
    refused      bigint      not null,
    rate_limited bigint      not null,
    primary key (key_id, hour, permission)
);
create index api_key_usage_hour on api_key_usage (hour);

-- The last batch of each process that counts: a batch that is delivered again counts once.
create table api_key_usage_source (
    instance    uuid        primary key,
    last_number bigint      not null,
    received_at timestamptz not null
);
create index api_key_usage_source_received on api_key_usage_source (received_at);

-- What other services show of a tenant; of uses no more often than hourly.
create trigger api_key_reported_added after insert on api_key for each row execute function mark_own_tenant();
create trigger api_key_reported after update on api_key for each row
    when ((old.expires_at, old.revoked_at, old.expiry_recorded_at, date_trunc('hour', old.last_used_at, 'UTC'))
        is distinct from (new.expires_at, new.revoked_at, new.expiry_recorded_at, date_trunc('hour', new.last_used_at, 'UTC')))
    execute function mark_own_tenant();
