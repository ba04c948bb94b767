-- Wakes workers and followers on every instance after a commit. Repeats within one transaction are sent once.
create function announce_operation_due() returns trigger language plpgsql as $$
begin
    perform pg_notify('operation_due', '');
    return null;
end $$;
create trigger operation_due after insert on operation for each statement execute function announce_operation_due();

create function announce_operation_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('operation_changed', new.operation_id::text);
    return null;
end $$;
-- Leases are renewed without a word.
create trigger operation_changed after update of status, step, finished_at, error_code on operation
    for each row execute function announce_operation_changed();
create trigger operation_step_changed after update on operation_step
    for each row execute function announce_operation_changed();
