-- Since when periodic work of a service is late, as its heartbeats say; null: it is on time.
alter table evidence add column late_since timestamptz;

create index alert_delivery_finished on alert_delivery (channel, state, finished_at);
