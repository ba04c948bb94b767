-- Which reports have come: each names the number before it, so that one that is missing shows.
alter table feed
    add column heard         int8multirange not null default '{}',    -- of each report, from the number before it; one range: none is missing between
    add column expected      bigint,                                  -- the highest number that was given, as far as is known; null: none is known
    add column newest        timestamptz,                             -- what the projection is as of while none is missing
    add column is_overtaken  boolean        not null default false,   -- what was said last knows of fewer reports than have come: its database was set back
    add column missing_since timestamptz,                             -- since when one is known to be missing; null: none is
    add column attempts      int            not null default 0,       -- rebuilds that have begun by themselves while something was missing
    add column followed_at   timestamptz;                             -- when the sender was last told that reports are taken

alter table rebuild
    add column progress_at timestamptz,                               -- when a part last came
    add column first_part  bigint;                                    -- number of the report with the first part
