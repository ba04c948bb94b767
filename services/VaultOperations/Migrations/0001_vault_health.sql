-- What is known of Vault, and which instance judges it (docs/adr/0063-vault-health.md).
create table vault_watch (
    only_one      boolean primary key default true check (only_one),
    lease_owner   uuid,
    lease_until   timestamptz,
    sealed        boolean,                     -- as last known; null: never
    initialized   boolean,
    standby       boolean,
    version       text,
    active_node   text,
    asked         text,                        -- the nodes asked when it was seen: where others are asked, it has another name without having changed
    previous_node text,                        -- the one before; null: no failover was seen
    active_since  timestamptz,
    published     text                         -- the last VaultHealthChanged, without its time
);
insert into vault_watch default values;

-- What is wrong, from the first sight on; it is gone when it has ended.
create table vault_incident (
    kind        text        not null,
    subject     text        not null,
    seen_at     timestamptz not null,
    severity    text        not null,
    raised_at   timestamptz,                   -- the last alert; null: not for long enough yet
    clear_since timestamptz,                   -- not seen since then
    primary key (kind, subject)
);
