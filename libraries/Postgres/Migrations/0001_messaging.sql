-- Messages that a transaction wants to send. The relay delivers them in order and deletes what the broker confirmed.
create table outbox_message (
    sequence      bigint generated always as identity primary key,
    message_id    uuid        not null unique,
    message_type  text        not null,
    destination   text,                                  -- a queue for commands, null for events
    body          text        not null,
    trace_parent  text,
    created_at    timestamptz not null default now(),
    not_before    timestamptz not null default now(),    -- later than now while nobody takes the message
    attempts      int         not null default 0
);

-- Messages whose effect this database already holds.
create table inbox_message (
    message_id  uuid        not null,
    consumer    text        not null,
    received_at timestamptz not null default now(),
    primary key (message_id, consumer)
);
create index inbox_message_received on inbox_message (received_at);
