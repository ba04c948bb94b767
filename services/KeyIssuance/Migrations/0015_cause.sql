-- Who caused an operation that a service started, and the campaign that it belongs to.
alter table operation
    add column on_behalf_of jsonb,                         -- OnBehalfOf
    add column campaign_id  uuid;
