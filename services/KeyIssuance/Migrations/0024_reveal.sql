-- Reads of platform services that were answered from memory or refused, until their minute is over: then they are one record in the ledger
-- (docs/adr/0069-who-gets-material.md).
create table service_read (
    minute       timestamptz not null,
    client_id    uuid        not null,
    tenant_id    uuid        not null,                         -- as asked for: there may be no such tenant
    type         text        not null,
    name         text        not null,
    version_id   uuid        not null,                         -- all zeros: none was current
    code         text        not null,                         -- why it was refused; empty: it was not
    actor        jsonb       not null,                         -- AuditActor of the last one
    handed_out   int         not null,
    not_modified int         not null,
    refused      int         not null,
    last_at      timestamptz not null,
    primary key (minute, client_id, tenant_id, type, name, version_id, code)
);

-- A replaced API key whose end is put off, because something still uses it.
alter table api_key
    add column grace_ends_at timestamptz,                      -- the end before the hold; null: it is not held
    add column hold_reason   text,
    add column held_by       text,
    add column held_at       timestamptz,
    add column use_warned_at timestamptz;                      -- when it was told that it is used shortly before its end
