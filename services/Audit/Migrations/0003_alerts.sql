-- An incident ends when somebody says so. What happens again afterwards is another one.
alter table alert
    add column resolved_at timestamptz,
    add column resolved_by text,
    drop constraint alert_state_check,
    drop constraint alert_check,
    add constraint alert_state_check check (state in ('open', 'acknowledged', 'resolved')),
    add constraint alert_acknowledged_check check (case state when 'open' then acknowledged_at is null when 'acknowledged' then acknowledged_at is not null else true end),
    add constraint alert_resolved_check check ((state = 'resolved') = (resolved_at is not null));

-- What is to be told to whom, written with the change itself. The message is made from the alert when it is sent.
create table alert_delivery (
    delivery_id uuid        primary key,
    number      bigint      not null generated always as identity,   -- per alert and channel, in this order
    alert_id    uuid        not null references alert,
    channel     text        not null check (channel in ('pagerduty', 'webhook')),
    event       text        not null check (event in ('trigger', 'acknowledge', 'resolve')),
    state       text        not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
    attempts    int         not null default 0,
    error       text,
    created_at  timestamptz not null,
    not_before  timestamptz not null default now(),
    lease_owner uuid,
    lease_until timestamptz,
    finished_at timestamptz,
    unique (alert_id, channel, event),
    check ((state = 'pending') = (finished_at is null))
);
create index alert_delivery_due on alert_delivery (channel, not_before) where state = 'pending';

create function announce_alert_delivery() returns trigger language plpgsql as $$
begin
    perform pg_notify('alert_delivery_due', '');
    return null;
end $$;
create trigger alert_delivery_announced after insert on alert_delivery for each statement execute function announce_alert_delivery();

-- Up to where the detectors have judged the ledger. Whoever holds the row judges.
create table detector_cursor (
    chain    text   primary key references audit_chain,
    sequence bigint not null default 0
);
insert into detector_cursor (chain) values ('platform');

-- What the detectors count. Keys name subjects by number or hash; nothing here says who it was.
create table detector_hit (
    rule        text        not null,
    key         text        not null,
    occurred_at timestamptz not null,
    record_id   uuid        not null,
    raised      boolean     not null default false,                  -- an alert was raised for this one
    primary key (rule, key, occurred_at, record_id)
);
create index detector_hit_raised on detector_hit (rule, key, occurred_at) where raised;
create index detector_hit_age on detector_hit (occurred_at);
