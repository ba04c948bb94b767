-- Sessions of browsers. A session's tokens are sealed with a key that is derived from its cookie, which only the browser has: whoever reads
-- this table learns neither tokens nor whose they are (docs/adr/0062-portal.md).
create table browser_session (
    session_id bytea       primary key check (length(session_id) = 32), -- SHA-256 of the cookie
    sealed     bytea       not null,                                    -- AES-256-GCM
    started_at timestamptz not null,
    used_at    timestamptz not null,
    ends_at    timestamptz not null
);

create index on browser_session (ends_at);
