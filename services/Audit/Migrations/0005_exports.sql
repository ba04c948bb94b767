-- Copies of the ledger that somebody asked for. 'until_sequence' is the chain's head when it was approved, so that the export says
-- the same however often it is downloaded.
create table audit_export (
    export_id      uuid primary key,
    format         text        not null check (format in ('csv', 'json')),
    chain          text        not null references audit_chain,
    filter         jsonb       not null,
    reason         text        not null,
    requested_at   timestamptz not null,
    until_sequence bigint,
    expires_at     timestamptz,                          -- of the content, once approved
    downloads      int         not null default 0
);
create index audit_export_requested on audit_export (requested_at desc);

create table approval (
    approval_id     uuid primary key,
    kind            text        not null,
    subject_id      uuid        not null,
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
    unique (kind, subject_id)
);
create index approval_pending on approval (expires_at) where state = 'pending';
create index approval_requested on approval (requested_at desc);

-- The first answers of repeated requests; see PenguinMails.ServiceDefaults.IdempotentStart.
create table idempotency_key (
    user_id      uuid        not null,
    key          text        not null,
    request_hash bytea       not null,
    status       int         not null,
    location     text        not null default '',
    body         text        not null,
    created_at   timestamptz not null,
    primary key (user_id, key)
);
create index idempotency_key_created on idempotency_key (created_at);
