-- Which audit records of each service have come, by the numbers that it gave them within an epoch of its database.
create table audit_producer (
    service      text           not null,
    epoch        uuid           not null,
    begun_at     timestamptz    not null default now(),  -- when it was heard of first
    counted_from bigint         not null default 1,      -- earlier ones are not judged
    given        bigint         not null default 0,      -- the last that the service says it gave
    received     int8multirange not null default '{}',
    missing      int8multirange not null default '{}',   -- on record as missing, and not come since
    reused       int8multirange not null default '{}',   -- came again with other records
    reported     int8multirange not null default '{}',   -- of those, what is on record
    reported_at  timestamptz,
    is_noticed   boolean        not null default false,  -- by the watch, which reports an epoch that follows another
    primary key (service, epoch)
);

-- When it was noted that numbers up to this one have been given. What has not come long after is missing.
create table audit_producer_mark (
    service  text        not null,
    epoch    uuid        not null,
    number   bigint      not null,
    noted_at timestamptz not null default now(),
    primary key (service, epoch, number)
);

-- While instances of an earlier version may still take records, and note no numbers, none is judged missing. A new ledger has none.
create table audit_counting (
    is_only   boolean     primary key default true check (is_only),
    begins_at timestamptz not null
);
insert into audit_counting (begins_at)
select case when exists (select from audit_chain where last_sequence > 0) then now() + interval '1 hour' else now() end;
