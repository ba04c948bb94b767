-- What is personal leaves the ledger, which nobody may change: who acted from where, and the reason that was given. A record's body
-- commits to them with a salted hash. Erasing deletes text and salt here; the record and its hash stay.
create table audit_person (
    person_id  bigint generated always as identity primary key,
    name_key   text unique,                              -- lower(user_name); null once erased
    tenant_id  uuid,                                     -- of a tenant's user
    erased_at  timestamptz
);
create index audit_person_tenant on audit_person (tenant_id) where tenant_id is not null;

create table audit_origin (
    origin_id   bigint generated always as identity primary key,
    person_id   bigint not null references audit_person,
    content_key bytea unique,                            -- unsalted hash of the three; null once erased
    user_name   text,
    ip_address  text,
    user_agent  text,
    salt        bytea,
    commitment  bytea not null check (length(commitment) = 32),
    check ((salt is null) = (user_name is null))
);
create index audit_origin_person on audit_origin (person_id);

-- Where secrets lie: few, so a word in a path is looked up here and not in every record.
create table audit_path (
    path_id  bigint generated always as identity primary key,
    path     text not null unique,
    document tsvector generated always as (to_tsvector('simple', translate(path, '/._-', '    '))) stored
);
create index audit_path_document on audit_path using gin (document);

create table audit_reason (
    chain       text        not null,
    sequence    bigint      not null,
    recorded_at timestamptz not null,
    person_id   bigint      not null,                    -- who gave it
    tenant_id   uuid,
    reason      text,
    salt        bytea,
    document    tsvector generated always as (to_tsvector('simple', translate(coalesce(reason, ''), '/._-', '    '))) stored,
    primary key (chain, sequence),
    check ((salt is null) = (reason is null))
);
create index audit_reason_document on audit_reason using gin (document);
create index audit_reason_time on audit_reason (chain, recorded_at desc, sequence desc);
create index audit_reason_person on audit_reason (person_id);
create index audit_reason_tenant on audit_reason (tenant_id) where tenant_id is not null;

-- Records of format 1 hold names and reasons in their bodies, which are hashed; only the columns move.
insert into audit_person (name_key, tenant_id)
select lower(user_name), max(tenant_id::text) filter (where role like 'tenant\_%')::uuid from audit_record group by lower(user_name);
insert into audit_path (path)
select distinct 'penguinmails/' || secret_type || '/' || tenant_id || '/' || secret_name from audit_record
where secret_type is not null and tenant_id is not null;

alter table audit_record
    add column person_id bigint,
    add column origin_id bigint,                         -- null in records of format 1
    add column session_id uuid,
    add column path_id bigint;
alter table audit_record rename column ip_address to legacy_ip_address;
alter table audit_record rename column reason to legacy_reason;

do $$
declare
    partition regclass;
begin
    for partition in select inhrelid::regclass from pg_inherits where inhparent = 'audit_record'::regclass loop
        execute format('grant update on %s to current_user', partition);
        execute format('alter table %s disable trigger user', partition);
        execute format($sql$
            update %s r set
                person_id = (select person_id from audit_person where name_key = lower(r.user_name)),
                session_id = (convert_from(body, 'UTF8')::jsonb #>> '{actor,sessionId}')::uuid,
                path_id = (select path_id from audit_path
                           where path = 'penguinmails/' || r.secret_type || '/' || r.tenant_id || '/' || r.secret_name)
            $sql$, partition);
        execute format('alter table %s enable trigger user', partition);
        execute format('revoke update on %s from current_user', partition);
    end loop;
end $$;
alter table audit_record alter column person_id set not null;
alter table audit_record alter column user_name drop not null;
alter table audit_record rename column user_name to legacy_user_name;
alter table audit_record alter column format set default 2;

-- Newest first within each filter; with the chain, so that keys are found and counted in the index alone. Partitions are ranges of
-- recorded_at, which grows with the sequence: so the newest month is read first, and mostly alone.
drop index audit_record_occurred, audit_record_tenant, audit_record_user, audit_record_action;
create index audit_record_time on audit_record (chain, recorded_at desc, sequence desc);
create index audit_record_tenant on audit_record (tenant_id, recorded_at desc, sequence desc) include (chain) where tenant_id is not null;
create index audit_record_person on audit_record (person_id, recorded_at desc, sequence desc) include (chain);
create index audit_record_action on audit_record (action, recorded_at desc, sequence desc) include (chain);
create index audit_record_outcome on audit_record (outcome, recorded_at desc, sequence desc) include (chain) where outcome <> 'success';
create index audit_record_type on audit_record (secret_type, recorded_at desc, sequence desc) include (chain) where secret_type is not null;
create index audit_record_occurred on audit_record (occurred_at);
create index audit_record_late on audit_record (occurred_at) where recorded_at - occurred_at > interval '24:00:00';
create index audit_record_path on audit_record (path_id, recorded_at desc, sequence desc) include (chain) where path_id is not null;
create index audit_record_session on audit_record (session_id, recorded_at desc) where session_id is not null;

-- Vault's own audit device, the second trail.
insert into audit_chain (chain, last_sequence, head_hash) values ('vault', 0, decode(repeat('00', 32), 'hex'));

-- Where the chains stood, signed. See PenguinMails.Ledger.CheckpointStatement.
create table audit_checkpoint (
    chain          text        not null references audit_chain,
    number         bigint      not null,
    first_sequence bigint      not null,
    last_sequence  bigint      not null,
    merkle_root    bytea       not null,
    head_hash      bytea       not null,
    previous       bytea       not null,
    signed_at      timestamptz not null,
    signature      text        not null,
    primary key (chain, number),
    unique (chain, last_sequence)
);
create trigger audit_checkpoint_no_change before update or delete on audit_checkpoint for each row execute function refuse_ledger_change();
create trigger audit_checkpoint_no_truncate before truncate on audit_checkpoint for each statement execute function refuse_ledger_change();
revoke all on audit_checkpoint from public;
revoke update, delete, truncate on audit_checkpoint from current_user;

-- Checkpoints up to this number are kept outside the database.
create table audit_anchor (
    chain  text primary key references audit_chain,
    number bigint not null default 0
);
insert into audit_anchor (chain) select chain from audit_chain;
