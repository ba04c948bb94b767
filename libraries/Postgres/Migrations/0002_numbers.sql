-- Audit records get numbers without gaps when they are sent, so that Audit notices when one does not arrive. Not at insert: what is rolled
-- back would leave a gap.

-- Numbers are of one database. A copy that works in its place must not give the same numbers to other records, so it begins another epoch.
-- What tells a copy: another server, another database, or another timeline after a restore to a point in time or a failover.
create function outbox_database() returns text language sql stable as $$
    select concat_ws('/', system_identifier, (select oid from pg_database where datname = current_database()), substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))
    from pg_control_system()
$$;

create table outbox_numbers (
    is_only     boolean primary key default true check (is_only),
    epoch       uuid    not null default gen_random_uuid(),
    last_number bigint  not null default 0,
    database    text    not null                         -- which one gave them
);
insert into outbox_numbers (database) values (outbox_database());

alter table outbox_message
    add column epoch uuid,
    add column first_number bigint,                      -- of the message's first audit record; null: not numbered yet, or none
    add check ((epoch is null) = (first_number is null));

-- Numbers the audit records of these messages, of which each holds so many, in the order of the messages.
create function number_audit_records(messages bigint[], records int[]) returns table (sequence bigint, epoch uuid, first_number bigint) language plpgsql as $$
#variable_conflict use_column
declare
    present uuid;
    before  bigint;
begin
    -- Waits for anybody else who does the same, and sees after that what they did.
    update outbox_numbers n set
        epoch = case when n.database = here.database then n.epoch else gen_random_uuid() end,
        last_number = case when n.database = here.database then n.last_number else 0 end,
        database = here.database
    from (select outbox_database() as database) here
    returning n.epoch, n.last_number into present, before;
    return query
        with found as (
            select m.sequence, w.records from unnest(messages, records) w(sequence, records) join outbox_message m using (sequence)
            where m.first_number is null order by m.sequence for update of m),
        placed as (select f.sequence, f.records, sum(f.records) over (order by f.sequence) as until from found f),
        given as (update outbox_numbers set last_number = before + (select sum(f.records) from found f) where exists (select from found))
        update outbox_message m set epoch = present, first_number = before + p.until - p.records + 1
        from placed p where m.sequence = p.sequence
        returning m.sequence, m.epoch, m.first_number;
end $$;
