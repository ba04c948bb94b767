-- For whom a service acted, and the campaign to which it belongs. One row of audit_origin stands for all that is done on behalf of a person.
alter table audit_record add column behalf_origin_id bigint, add column campaign_id uuid;
create index audit_record_behalf on audit_record (behalf_origin_id, recorded_at desc, sequence desc)
    include (chain, action, outcome, secret_type, path_id) where behalf_origin_id is not null;
create index audit_record_campaign on audit_record (campaign_id, recorded_at desc, sequence desc)
    include (chain, action, outcome, secret_type, path_id) where campaign_id is not null;

-- Reasons repeat what their records are searched by, and a campaign's reason is its starter's.
alter table audit_reason add column behalf_origin_id bigint, add column campaign_id uuid;
create index audit_reason_behalf on audit_reason (behalf_origin_id) where behalf_origin_id is not null;
