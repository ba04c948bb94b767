-- An incident is one of the service that raised it: no other one counts towards its alert, rewrites it or ends it.
alter table alert add column raised_by text;
-- Before, any service could have raised them; these are whose kinds they are.
update alert set raised_by = case
    when kind = 'drift.checks_silent' then 'audit'
    when kind = 'messaging.command_refused' then 'key-issuance'
    when kind = 'messaging.forged' then regexp_replace(split_part(deduplication_key, '/', 2), '-(commands|events)$', '')
    when kind = 'vault.login_refused' then split_part(deduplication_key, ':', 2)
    when kind ~ '^(audit|messaging|vault)[.]' then 'audit'
    when kind ~ '^(identity|notification)[.]' then 'identity'
    when kind ~ '^(campaign|rotation)[.]' then 'rotation'
    else 'key-issuance' end;
alter table alert alter column raised_by set not null;
drop index alert_one_open, alert_incident;
create unique index alert_one_open on alert (raised_by, deduplication_key) where state = 'open';
create index alert_incident on alert (raised_by, deduplication_key, acknowledged_at);
