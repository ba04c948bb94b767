-- Invitations are mailed too. The link opens the account, so it is cipher text here, and gone when its mail has ended.
alter table message
    alter column tenant_id drop not null,                               -- administrators belong to no tenant
    add column sealed text check (sealed like 'vault:%'),
    add check (sealed is null or (channel = 'mail' and state = 'pending'));
