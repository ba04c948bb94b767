-- What other services show of tenants is reported to them from here (docs/adr/0061-admin-query.md). A change leaves a mark in its own
-- transaction; whoever reports reads the tenant's state after it has taken the marks, so that no change is left out. Marks are only
-- added: transactions that change the same tenant do not wait for each other.
create table changed_tenant (
    change_id  bigint generated always as identity primary key,
    tenant_id  uuid        not null,
    changed_at timestamptz not null default now()
);
create index changed_tenant_id on changed_tenant (tenant_id);

-- Who reports holds this row: one at a time over all instances.
create table state_feed (
    is_only     boolean     primary key default true check (is_only),
    number      bigint      not null default 0,                -- of the last message
    reported_at timestamptz not null default '-infinity'
);
insert into state_feed default values;

-- A replay that was asked for; a later one takes its place.
create table state_replay (
    is_only      boolean primary key default true check (is_only),
    replay_id    uuid        not null,
    requested_at timestamptz not null default now(),
    total        int         not null,                         -- tenants when it began
    after_tenant uuid,                                         -- the last one that was reported; null: none yet
    part         int         not null default 0,
    is_done      boolean     not null default false
);

create function mark_tenant(changed uuid) returns void language plpgsql as $$
begin
    if changed is not null then
        insert into changed_tenant (tenant_id) values (changed);
        perform pg_notify('tenant_changed', '');
    end if;
end $$;

create function mark_own_tenant() returns trigger language plpgsql as $$
begin
    perform mark_tenant(new.tenant_id);
    return null;
end $$;
create function mark_tenant_of_version() returns trigger language plpgsql as $$
begin
    perform mark_tenant((select tenant_id from secret where secret_id = new.secret_id));
    return null;
end $$;
create function mark_tenant_of_reveal() returns trigger language plpgsql as $$
begin
    perform mark_tenant((select s.tenant_id from secret_version v join secret s using (secret_id) where v.version_id = coalesce(new.version_id, old.version_id)));
    return null;
end $$;

create trigger tenant_added after insert on tenant for each row execute function mark_own_tenant();
create trigger tenant_renamed after update of name on tenant
    for each row when (old.name is distinct from new.name) execute function mark_own_tenant();
create trigger server_added after insert on server for each row execute function mark_own_tenant();
create trigger server_changed after update on server for each row
    when ((old.address, old.port, old.state, old.unreachable_since) is distinct from (new.address, new.port, new.state, new.unreachable_since))
    execute function mark_own_tenant();
create trigger secret_added after insert on secret for each row execute function mark_own_tenant();
create trigger secret_changed after update on secret for each row
    when ((old.server_id, old.next_rotation, old.deleted_at) is distinct from (new.server_id, new.next_rotation, new.deleted_at))
    execute function mark_own_tenant();
create trigger secret_version_changed after update on secret_version for each row
    when ((old.state, old.promoted_at, old.grace_ends_at) is distinct from (new.state, new.promoted_at, new.grace_ends_at))
    execute function mark_tenant_of_version();
create trigger operation_added after insert on operation for each row execute function mark_own_tenant();
create trigger operation_ended after update of status, error_code on operation for each row
    when (old.status is distinct from new.status or (new.finished_at is not null and old.error_code is distinct from new.error_code))
    execute function mark_own_tenant();
create trigger reveal_added after insert on reveal for each row execute function mark_tenant_of_reveal();
create trigger reveal_given_back after delete on reveal for each row execute function mark_tenant_of_reveal();

-- Those of before this version.
insert into changed_tenant (tenant_id) select tenant_id from tenant order by tenant_id;
