-- When the private half of a delivered key was destroyed in Vault (KeyIssuance:Ssh:DestroyDeliveredKeys).
alter table secret_version add column material_destroyed_at timestamptz;
create index secret_version_delivered on secret_version (version_id)
    where state = 'current' and download_outcome = 'delivered' and material_destroyed_at is null;
