-- What the service's role may do with the tables of this library. Each service has a file of this name for its own tables, which follows this one.
revoke all on all tables in schema public from {service}, public;
revoke all on all functions in schema public from {service}, public;
revoke all on all sequences in schema public from {service}, public;
revoke all on schema public from {service}, public;

grant usage on schema public to {service};
grant select on schema_migration to {service};
grant select, insert, update, delete on outbox_message, inbox_message to {service};
grant select, update on outbox_numbers to {service};
grant execute on function outbox_database, number_audit_records to {service};
