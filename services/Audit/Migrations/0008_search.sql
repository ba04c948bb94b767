-- Reasons repeat what their records are searched by, so that words and all else that is asked for are found in one table. Null: the
-- record lies in an archive, and they are filled in when it is brought back.
alter table audit_reason
    add column occurred_at timestamptz,
    add column action      text,
    add column outcome     text,
    add column secret_type text;
update audit_reason s set occurred_at = r.occurred_at, action = r.action, outcome = r.outcome, secret_type = r.secret_type
from audit_record r where r.chain = s.chain and r.sequence = s.sequence and r.recorded_at = s.recorded_at;

drop index audit_reason_document;
-- The array is that of PenguinMails.Audit.AuditLogs.LedgerConditions.OfFewReasons.
create index audit_reason_words on audit_reason using gin (document, (array[action, outcome, secret_type, tenant_id::text]));
create index audit_reason_late on audit_reason (chain, recorded_at desc, sequence desc) where recorded_at - occurred_at > interval '24:00:00';

-- What kinds of records there are: few. What never went together needs no look at the records.
create table audit_kind (
    action      text not null,
    outcome     text not null,
    secret_type text not null,                           -- empty: of no secret
    primary key (action, outcome, secret_type)
);
insert into audit_kind select distinct action, outcome, coalesce(secret_type, '') from audit_record;

-- Newest first within each kind, with what else is asked for beside an action: then the rows themselves are not read.
drop index audit_record_action;
create index audit_record_kind on audit_record (action, outcome, (coalesce(secret_type, '')), recorded_at desc, sequence desc)
    include (chain, secret_type, path_id, occurred_at);

drop index audit_record_outcome, audit_record_type;
create index audit_record_outcome on audit_record (outcome, recorded_at desc, sequence desc) include (chain, path_id) where outcome <> 'success';
create index audit_record_type on audit_record (secret_type, recorded_at desc, sequence desc) include (chain, path_id) where secret_type is not null;

-- One tenant or service may have a large part of all records: what else is asked for is read from the index too.
drop index audit_record_tenant, audit_record_person;
create index audit_record_tenant on audit_record (tenant_id, recorded_at desc, sequence desc)
    include (chain, action, outcome, secret_type, path_id) where tenant_id is not null;
create index audit_record_person on audit_record (person_id, recorded_at desc, sequence desc)
    include (chain, action, outcome, secret_type, path_id);
