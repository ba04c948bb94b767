alter table platform_user
    alter column password_hash drop not null,                                -- neither is there until an invitation is accepted
    alter column totp_secret drop not null,
    add column status text not null default 'active' check (status in ('invited', 'active', 'disabled')),
    add column last_sign_in_at timestamptz,
    add check (status <> 'active' or (password_hash is not null and totp_secret is not null));
alter table platform_user alter column status drop default;

-- One-time links by which people choose their password and enrol their authenticator.
create table invitation (
    user_id     uuid primary key references platform_user on delete cascade, -- a new link replaces the one before
    token_hash  bytea       not null unique,                                 -- SHA-256; the token itself is never stored
    totp_secret text        check (totp_secret like 'vault:%'),              -- made when the link is first opened
    expires_at  timestamptz not null
);

-- Whose attempts a counter holds up, so that they can be let in again.
alter table sign_in_throttle add column account_hash bytea;                  -- SHA-256 of the lower-case address
create index sign_in_throttle_account on sign_in_throttle (account_hash) where account_hash is not null;
