-- Invitations of the last day, for the budget of who makes them (docs/adr/0060-budget-of-invitations.md).
create table invitation_made (
    number       bigint      primary key generated always as identity,
    tenant_id    uuid,                                                        -- whose people made it; null: the platform's
    mailbox_hash bytea       not null,                                        -- SHA-256 of the address
    made_at      timestamptz not null
);
create index invitation_made_tenant on invitation_made (tenant_id, made_at);
create index invitation_made_mailbox on invitation_made (mailbox_hash, made_at);
create index invitation_made_time on invitation_made (made_at);
