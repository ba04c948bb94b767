-- Messages that services have set aside, as their heartbeats say: an alert for each queue until it is empty.
create table set_aside (
    queue   text        primary key,                -- the queue that they were set aside from
    since   timestamptz not null default now(),     -- when this was first reported
    summary text        not null
);

-- What the alert about the present silence says; null: nothing, or it was raised by a version that did not keep it.
alter table evidence add column said text;
