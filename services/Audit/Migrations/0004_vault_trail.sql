-- Since when Vault's own trail is followed. Reads of before are recorded, but nobody is asked to explain them.
create table vault_trail (
    is_only  boolean primary key default true check (is_only),
    begun_at timestamptz not null default now()
);
insert into vault_trail default values;

-- How far an audit file of Vault has been read; moves in the transaction that appends what was read. A file is known by the hash of its
-- first line, so it is found again under another name, and a new file of the same name is not taken for it.
create table vault_trail_position (
    source      text primary key,                        -- the path that is followed
    fingerprint text,                                    -- null until there was a first line
    begins_at   timestamptz,                             -- the time in the first line: files are read in this order
    position    bigint      not null default 0,          -- bytes
    is_skipping boolean     not null default false,      -- within a line that is too long
    read_at     timestamptz not null default now()
);

-- What is inside of wrapping tokens that somebody may still spend, by the token's accessor and hash as the device writes them. Each
-- device hashes with a key of its own, so each has its own rows.
create table vault_wrap (
    wrapped_as text primary key,
    path       text        not null,
    expires_at timestamptz not null
);
create index vault_wrap_expired on vault_wrap (expires_at);

-- Reads of tenants' material until they are judged, and for a while after, so that none is judged twice.
create table vault_access (
    record_id      uuid primary key,                     -- of the record in chain 'vault'
    occurred_at    timestamptz not null,
    due_at         timestamptz not null,                 -- when to judge: explanations may be late
    is_expected    boolean     not null,                 -- by the service that reads material; anybody else's needs no explanation to be wrong
    is_unwrap      boolean     not null,
    path           text        not null,
    tenant_id      uuid,
    secret_type    text,
    secret_name    text,
    reader         text        not null,
    remote_address text,
    incident       text        not null,                 -- reader's login and path
    verdict        text check (verdict in ('explained', 'unexplained')),
    judged_at      timestamptz,
    check ((verdict is null) = (judged_at is null))
);
create index vault_access_due on vault_access (due_at) where verdict is null;
create index vault_access_judged on vault_access (judged_at) where verdict is not null;

-- The beginnings of operations of a tenant.
create index audit_record_intent on audit_record (tenant_id, occurred_at) where outcome = 'intent';
