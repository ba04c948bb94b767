-- What is particular to a secret type leaves the tables of all types (docs/adr/0020-one-seam-for-secret-types.md).
alter table secret
    alter column server_id drop not null,                      -- null: the target is no server of the tenant
    add column settings jsonb not null default '{}';           -- what the type keeps for the next version, public
update secret set settings = jsonb_build_object('key_type', key_type);
alter table secret drop column key_type;
create index secret_of_server on secret (server_id) where server_id is not null;

alter table secret_version
    alter column fingerprint drop not null,                    -- null: the type has no fingerprints
    add column public_data jsonb not null default '{}',        -- what is public of the version, as the type names it
    add column vault_version int;                              -- Vault's number of it at the readers' path; null: it was never there
update secret_version set public_data = jsonb_build_object('public_key', public_key, 'key_type', key_type);
alter table secret_version drop column public_key, drop column key_type;
-- What a target names its own versions by.
create unique index secret_version_of_target on secret_version (secret_id, (public_data ->> 'target_id')) where public_data ? 'target_id';

create table reveal (
    reveal_id  uuid primary key,                               -- ties the audit intent to its outcome
    version_id uuid        not null references secret_version,
    mode       text        not null check (mode in ('once', 'step_up')),
    actor      jsonb       not null,                           -- AuditActor of the claim
    claimed_at timestamptz not null,
    outcome    text check (outcome in ('delivered', 'unconfirmed'))
);
create unique index reveal_once on reveal (version_id) where mode = 'once';
create index reveal_of_version on reveal (version_id, claimed_at desc);
create index reveal_open on reveal (claimed_at) where outcome is null;
insert into reveal (reveal_id, version_id, mode, actor, claimed_at, outcome)
select download_id, version_id, 'once', download_actor, download_claimed_at, download_outcome
from secret_version where download_claimed_at is not null;

drop index secret_version_open_download;
drop index secret_version_delivered;
alter table secret_version
    drop column download_id, drop column download_claimed_at, drop column download_actor, drop column download_outcome;
create index secret_version_with_material on secret_version (version_id) where state = 'current' and material_destroyed_at is null;

alter table operation drop constraint operation_kind_check;
alter table operation add constraint operation_kind_check
    check (kind in ('enroll', 'issue', 'rotate', 'retire', 'revoke', 'regenerate', 'reset', 'abandon', 'repair'));

-- Kinds of findings belong to what is checked.
alter table drift_finding drop constraint drift_finding_kind_check;

-- Vault's number of the bootstrap credential that enrols the server; others of the same path were staged by requests that lost. Null: the newest.
alter table server add column bootstrap_version int;
