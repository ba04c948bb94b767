drop table account_guard;

-- Failed attempts by what they are counted under: an address from a source, a source, an address, a session.
create table sign_in_throttle (
    key          bytea primary key,                                          -- SHA-256: whether a user exists shows nowhere
    failures     timestamptz[] not null default '{}',                        -- within the window, oldest first; empty once paused
    level        integer       not null default 0,                           -- how often in a row it was paused
    paused_until timestamptz,
    touched_at   timestamptz   not null
);
create index sign_in_throttle_touched on sign_in_throttle (touched_at);

-- Where users have signed in from before: failures from elsewhere never hold these up.
create table known_source (
    user_id      uuid        not null references platform_user on delete cascade,
    source_hash  bytea       not null,
    last_used_at timestamptz not null,
    primary key (user_id, source_hash)
);
create index known_source_last_used on known_source (last_used_at);
