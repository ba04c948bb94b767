-- What the service's role may do, applied after each migration; it was taken every right before. What is not here it may not do.
-- Rights on audit_record are asked of the whole table and not of its months.
grant select on all tables in schema public to {service};

-- The ledger: it is added to. Heads and anchors move forward, triggers see to that.
grant insert on audit_record, audit_reason, audit_origin, audit_person, audit_path, audit_kind, audit_checkpoint to {service};
grant update (last_sequence, last_recorded_at, head_hash) on audit_chain to {service};
grant update (number) on audit_anchor to {service};
grant update (tenant_id) on audit_person to {service};
grant update (taken_at) on audit_erasure_takeover to {service};
grant execute on function ensure_ledger_month, detach_ledger_month, complete_ledger_reasons, erase_personal to {service};
grant insert, update (attached_until) on audit_archive to {service};
grant insert, update on audit_erasure to {service};
grant insert on audit_quarantine to {service};

-- What the service keeps for its own work.
grant insert, update on access_ended, alert, alert_delivery, alert_ending, approval, audit_export, evidence to {service};
grant insert, update, delete on idempotency_key, set_aside, detector_hit, audit_reading, audit_reading_recorded, vault_wrap, vault_access, vault_trail_position, vault_trail_call to {service};
grant update on detector_cursor to {service};
grant insert, update (counted_from, given, received, missing, reused, reported, reported_at, is_noticed) on audit_producer to {service};
grant insert, delete on audit_producer_mark to {service};
