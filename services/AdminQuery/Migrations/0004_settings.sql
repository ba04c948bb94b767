-- What a type shows of a secret, by name; null until the next report of a tenant that an earlier version has reported.
alter table secret
    add column settings jsonb;
