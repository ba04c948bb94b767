-- Which records of the ledger a person has read, by the minute: reading without an approved export is bounded.
create table audit_reading (
    user_id   uuid           not null,
    chain     text           not null references audit_chain,
    minute    timestamptz    not null,
    sequences int8multirange not null,
    primary key (user_id, chain, minute)
);

-- Which readings are on record: one per session, filter and period.
create table audit_reading_recorded (
    reading_hash bytea       not null,                    -- SHA-256 of session, action, filter and outcome
    period       timestamptz not null,                    -- its beginning
    primary key (reading_hash, period)
);
create index audit_reading_recorded_period on audit_reading_recorded (period);
