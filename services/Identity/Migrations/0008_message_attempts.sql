-- A message is given up so long after its first attempt: one that waited its turn, or that a digest began early, is tried as long as others.
alter table message add column first_attempt_at timestamptz;
update message set first_attempt_at = created_at where attempts > 0;                    -- as it was counted until now

-- A tenant's list of what its webhooks were told, and whether one of its webhooks is being told something.
create index message_tenant_webhook on message (tenant_id, number desc) where channel = 'webhook';
create index message_tenant_leased on message (tenant_id, lease_until) where state = 'pending' and channel = 'webhook';
