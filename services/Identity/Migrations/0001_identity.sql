create table platform_user (
    user_id        uuid primary key,
    email          text        not null unique check (email = lower(email) and length(email) <= 320),
    password_hash  text        not null,
    totp_secret    text        not null check (totp_secret like 'vault:%'),  -- cipher text of Vault's transit key 'identity'
    role           text        not null check (role in ('tenant_owner', 'tenant_admin', 'admin', 'operator', 'developer', 'service')),
    tenant_id      uuid,
    last_totp_step bigint      not null default 0,                           -- codes of this step and before are used up
    created_at     timestamptz not null,
    check ((role in ('tenant_owner', 'tenant_admin')) = (tenant_id is not null))
);

-- Failures by e-mail address, whether or not a user has it: unknown addresses lock like known ones.
create table account_guard (
    email_hash   bytea primary key,                                          -- SHA-256 of the lower-case address
    failures     timestamptz[] not null default '{}',                        -- within the window, oldest first
    locked_until timestamptz,
    touched_at   timestamptz   not null
);
create index account_guard_touched on account_guard (touched_at);

create table session (
    session_id       uuid primary key,
    user_id          uuid        not null references platform_user,
    started_at       timestamptz not null,
    ends_at          timestamptz not null,                                   -- no refresh after this
    access_ends_at   timestamptz not null,                                   -- when the last access token expires
    revoked_at       timestamptz,
    revoked_sequence bigint unique                                           -- in the order of commits, for those who poll
);
create index session_ends on session (ends_at);

create table refresh_token (
    token_hash bytea primary key,                                            -- SHA-256; the token itself is never stored
    session_id uuid        not null references session on delete cascade,
    issued_at  timestamptz not null,
    used_at    timestamptz
);
create index refresh_token_session on refresh_token (session_id);

create sequence revocation_sequence;
