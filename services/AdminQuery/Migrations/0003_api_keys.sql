-- Keys of tenants that work, as they are reported with the tenant. They are no secrets of a server: they have no part in a tenant's health.
create table api_key (
    tenant_id             uuid        not null references tenant on delete cascade,
    key_id                uuid        not null,
    name                  text        not null,
    permissions           jsonb       not null,
    rate_limit_per_minute int         not null,
    created_at            timestamptz not null,
    expires_at            timestamptz,
    last_used_at          timestamptz,
    request_count         bigint      not null,
    primary key (tenant_id, key_id)
);
