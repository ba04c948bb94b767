-- The person who caused what becomes due, and the campaign that began a grace period.
alter table scheduled_secret
    add column triggered_for jsonb,                       -- OnBehalfOf: who raised the incident
    add column redecide_for  jsonb;                       -- OnBehalfOf: who changed the policy
alter table grace_period add column campaign_id uuid;

drop index campaign_item_request;
create index campaign_item_request on campaign_item (request_id) where request_id is not null;
