-- Sessions that have ended here while the API could not be told. The hash ends the session and opens nothing (docs/adr/0065-repeated-refresh.md).
create table ended_session (
    token_hash bytea       primary key check (length(token_hash) = 32), -- SHA-256 of the session's refresh token
    ends_at    timestamptz not null                                     -- when the session is over anyway
);
