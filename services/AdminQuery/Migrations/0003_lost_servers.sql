-- When a tenant's server was given up; null while it was not, and until the next report of a tenant whose server was given up before.
alter table tenant
    add column server_lost_at timestamptz;
