-- Two records with one id are both kept: whoever sends the id first makes no other record vanish.
alter table audit_quarantine add column content bytea not null default '';   -- SHA-256 of the message; empty: kept by an earlier version
alter table audit_quarantine alter column content drop default;
alter table audit_quarantine drop constraint audit_quarantine_pkey, add primary key (record_id, content);
