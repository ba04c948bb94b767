-- Calls that this service makes to Vault so that they must appear in Vault's trail, by Vault's request id; and calls of the same kind that
-- appeared there, maybe before this service has noted that they were its own.
create table vault_trail_call (
    request_id text primary key,
    noted_at   timestamptz not null default now(),
    called_at  timestamptz,                              -- null: not known to be a call of this service
    in_file    timestamptz,                              -- when it appeared
    in_socket  timestamptz
);
create index vault_trail_call_noted on vault_trail_call (noted_at);
