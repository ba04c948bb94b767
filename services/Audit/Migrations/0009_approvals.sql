-- Approvals of all services in one list. A copy follows the events of the service that it belongs to, which decides and expires it.
alter table approval
    add column location text not null default '',
    add column is_copy boolean not null default false;
update approval set location = '/api/v1/admin/vault/audit-logs/' || case kind when 'audit_log.erasure' then 'erasures/' else 'exports/' end || subject_id;
alter table approval alter column location drop default;
drop index approval_pending;
create index approval_pending on approval (expires_at) where state = 'pending' and not is_copy;
