-- When somebody last said that it takes the reports of tenants' states. Not in state_feed: whoever reports passes over a row of it that is locked.
create table state_follower (
    is_only     boolean     primary key default true check (is_only),
    followed_at timestamptz not null
);
