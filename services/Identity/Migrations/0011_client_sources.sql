-- Where programs have signed in from before: failures of others at the same source never hold these up.
create table known_client_source (
    client_id    uuid        not null references service_client on delete cascade,
    source_hash  bytea       not null,
    last_used_at timestamptz not null,
    primary key (client_id, source_hash)
);
create index known_client_source_last_used on known_client_source (last_used_at);
