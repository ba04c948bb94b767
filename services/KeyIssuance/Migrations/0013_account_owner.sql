-- An account of a server belongs to one tenant (docs/adr/0031-account-owner.md). Accounts are named after the first eight digits of the
-- tenant's id, and ids of version 7 made within a minute begin alike.
alter table server add column shares_account boolean not null default false;  -- enrolled before this rule, beside an older tenant
update server v set shares_account = true where state <> 'abandoned' and exists (
    select from server o
    where o.state <> 'abandoned' and lower(o.address) = lower(v.address) and o.port = v.port and o.tenant_account = v.tenant_account
      and (o.created_at, o.server_id) < (v.created_at, v.server_id));
create unique index server_one_account on server (lower(address), port, tenant_account) where state <> 'abandoned' and not shares_account;
