-- DKIM keys (docs/adr/0068-dkim-keys.md).

-- What an operation waits for outside the platform, such as a record in DNS; null: nothing. Such a wait is no failed attempt.
alter table operation add column waiting_for text;

-- Secrets whose tenant was told that an operation waits for them, and by which alert.
create table tenant_wait (
    secret_id uuid primary key references secret,
    kind      text not null
);

-- The DNS records of keys, those of ended ones until they are removed.
create table dkim_record (
    version_id     uuid        not null references secret_version,
    selector       text        not null,
    wanted         text        not null default 'key' check (wanted in ('key', 'revoked', 'gone')),  -- only forward
    written_at     timestamptz,                                -- when the platform last wrote it, as wanted now
    has_signed     boolean     not null default false,         -- whether the domain's mail was signed with it
    remember_until timestamptz,                                -- until when resolvers may remember what was at the name before
    observed       text        not null default 'unknown' check (observed in ('matches', 'unknown', 'missing', 'differs')),
    observed_value text,
    observed_code  text,
    observed_detail text,
    observed_at    timestamptz,
    complete_since timestamptz,                                -- since when all name servers have shown it without a break
    remove_at      timestamptz,                                -- when an ended key's record is taken out of the zone
    look_at        timestamptz,                                -- the watch's next look; null: none
    alerted        text,                                       -- the kind of the alert that is open
    primary key (version_id, selector)
);
create index dkim_record_look on dkim_record (look_at) where look_at is not null;

-- A key that has ended has its record looked at at once: that of one that was lost with its server is revoked.
create function look_at_ended_key() returns trigger language plpgsql as $$
begin
    update dkim_record set look_at = now() where version_id = new.version_id and not (wanted = 'gone' and written_at is not null);
    return null;
end $$;
create trigger secret_version_ended after update of state on secret_version for each row
    when (old.state is distinct from new.state and new.state in ('retired', 'abandoned', 'revoked')) execute function look_at_ended_key();

-- A domain is signed for by one tenant.
create unique index secret_dkim_domain on secret (name) where type = 'dkim' and deleted_at is null;

create trigger operation_waiting after update of waiting_for on operation for each row
    when (old.waiting_for is distinct from new.waiting_for) execute function mark_own_tenant();
