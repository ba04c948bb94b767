-- What Rotation has decided, as far as operations need it. A removed override stays as a row without a grace period, so that an
-- event from before its removal, which may come later, does not bring it back.
create table rotation_policy (
    type         text   not null,
    tenant_id    uuid,                                         -- null: the type's own policy
    grace_period interval,                                     -- null: removed
    version      bigint not null
);
create unique index rotation_policy_one on rotation_policy (type, coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'));
