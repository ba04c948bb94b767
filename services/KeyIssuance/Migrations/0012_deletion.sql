-- Secrets are deleted by two administrators: one asks, another approves (docs/adr/0027-deletion.md).
alter table secret add column deleted_at timestamptz;           -- null: it exists
alter table operation add column approval_id uuid;              -- null: one person's word was enough
alter table operation drop constraint operation_kind_check;
alter table operation add constraint operation_kind_check
    check (kind in ('enroll', 'issue', 'rotate', 'retire', 'revoke', 'regenerate', 'reset', 'abandon', 'repair', 'delete'));

create table secret_deletion (
    deletion_id  uuid primary key,
    secret_id    uuid        not null references secret,
    reason       text        not null,
    requested_at timestamptz not null,
    operation_id uuid references operation                      -- null until approved
);
create index secret_deletion_requested on secret_deletion (requested_at desc);

-- As PenguinMails.ServiceDefaults.ApprovalRequests wants it.
create table approval (
    approval_id     uuid primary key,
    kind            text        not null,
    subject_id      uuid        not null,
    location        text        not null,
    summary         text        not null,
    reason          text        not null,
    state           text        not null check (state in ('pending', 'approved', 'rejected', 'expired')),
    requested_by_id uuid        not null,
    requested_by    text        not null,
    requested_at    timestamptz not null,
    expires_at      timestamptz not null,
    decided_by      text,
    decided_at      timestamptz,
    decision_reason text,
    is_copy         boolean     not null default false,
    unique (kind, subject_id)
);
create index approval_pending on approval (expires_at) where state = 'pending' and not is_copy;
