-- A session is refreshed without a connection in hand: who refreshes it says so here first, and nobody else does meanwhile.
alter table browser_session
    add column refresh_claim         uuid,        -- of the refresh that runs
    add column refresh_claimed_until timestamptz, -- when its process is taken for dead
    add column refresh_failed_until  timestamptz; -- until when nobody tries again
