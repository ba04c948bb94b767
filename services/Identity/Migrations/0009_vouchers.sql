-- Who last invited or reset somebody, and so had the account in their hands. Nobody is known for those from before, and for the first administrator.
alter table platform_user
    add column vouched_by uuid references platform_user,
    add column vouched_at timestamptz,
    add check ((vouched_by is null) = (vouched_at is null)),
    add check (vouched_by <> user_id);
