-- Programs that sign in with a secret, such as a mail worker.
create table service_client (
    client_id   uuid primary key,
    name        text        not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    secret_hash text        not null,
    scope       text        not null,                                        -- names, separated by spaces
    created_at  timestamptz not null
);

-- A session belongs to a person or to a program.
alter table session
    alter column user_id drop not null,
    add column service_client_id uuid references service_client,
    add check (num_nonnulls(user_id, service_client_id) = 1);
