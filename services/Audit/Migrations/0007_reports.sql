-- An intent finds its outcome by it, and the other way round.
create index audit_record_correlation on audit_record (correlation_id) where correlation_id is not null;

-- Material that left, or may have left: few among all records. The predicate is that of PenguinMails.Audit.Reports.Reveals.
create index audit_record_reveal on audit_record (recorded_at desc, sequence desc)
    where (action like '%.download' or action like '%.reveal' or action = 'audit_log.export') and outcome <> 'refused';
create index audit_record_reveal_person on audit_record (person_id, recorded_at desc, sequence desc)
    where (action like '%.download' or action like '%.reveal' or action = 'audit_log.export') and outcome <> 'refused';

-- Operations after which earlier versions are of no use. The predicate is that of PenguinMails.Audit.Reports.BlastRadius.CompletedOperations.
create index audit_record_completed on audit_record (tenant_id, occurred_at desc)
    where outcome = 'success' and action ~ '^[a-z_]+\.(rotate|regenerate|revoke|abandon)$';

-- Counted by period.
create index audit_checkpoint_signed on audit_checkpoint (signed_at);
create index audit_person_erased on audit_person (erased_at) where erased_at is not null;
create index alert_raised on alert (first_occurred_at);
