-- What administrators have set. Where a type has no row without a tenant, the configured default holds.
create table rotation_policy (
    type      text   not null,
    tenant_id uuid,                                       -- null: the type's default; else this tenant's override
    settings  jsonb  not null,                            -- PolicySettings
    version   bigint not null,
    unique nulls not distinct (type, tenant_id)
);

-- Every change of a policy, with before and after. Versions have no gaps within a type.
create table rotation_policy_change (
    type       text        not null,
    version    bigint      not null,
    tenant_id  uuid,
    before     jsonb,                                     -- null: nothing was set
    after      jsonb,                                     -- null: the override was removed
    actor      jsonb       not null,                      -- AuditActor
    reason     text,
    changed_at timestamptz not null,
    primary key (type, version)
);
create index rotation_policy_change_newest on rotation_policy_change (changed_at desc, type, version);

alter table tenant_schedule add column server text;      -- address:port, as far as it was heard of

alter table scheduled_secret
    add column deadline_at    timestamptz,                -- when the current version reaches the greatest age its policy allows
    add column alert_at       timestamptz,                -- when somebody is to be told that it is, or gets, overdue
    add column redecide       boolean not null default false, -- its policy changed since the due date was decided
    add column trigger        text    not null default 'schedule',
    add column trigger_reason text,
    add column trigger_grace  interval,
    add column triggered_at   timestamptz,                -- versions from before count as exposed; null: no trigger but time
    add column downloads      int not null default 0,     -- uses of the current version
    add column reads          int not null default 0,
    add column failed_uses    int not null default 0;
update scheduled_secret set deadline_at = due_at, alert_at = due_at where state <> 'ended';

create index scheduled_secret_redecide on scheduled_secret (tenant_id) where redecide;
create index scheduled_secret_alert on scheduled_secret (alert_at) where alert_at is not null;
create index scheduled_secret_deadline on scheduled_secret (deadline_at) where state <> 'ended';
