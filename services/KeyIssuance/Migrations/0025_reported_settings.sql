-- What a type shows of a secret is reported with the tenant: a change of it is a change of what other services show.
drop trigger secret_changed on secret;
create trigger secret_changed after update on secret for each row
    when ((old.server_id, old.next_rotation, old.deleted_at, old.settings) is distinct from (new.server_id, new.next_rotation, new.deleted_at, new.settings))
    execute function mark_own_tenant();
drop trigger secret_version_changed on secret_version;
create trigger secret_version_changed after update on secret_version for each row
    when ((old.state, old.promoted_at, old.grace_ends_at, old.public_data) is distinct from (new.state, new.promoted_at, new.grace_ends_at, new.public_data))
    execute function mark_tenant_of_version();
