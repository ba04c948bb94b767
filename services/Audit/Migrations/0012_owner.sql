-- The service writes with a role that owns nothing here (grants.sql). What needs the owner's rights are functions of the owner, each of which
-- checks what it is asked for.

-- As before, with the owner's rights.
create or replace function ensure_ledger_month(at timestamptz) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
    month     timestamp := date_trunc('month', at at time zone 'UTC');
    partition text      := 'audit_record_' || to_char(month, 'YYYY_MM');
begin
    if to_regclass(partition) is not null then
        return;
    end if;

    perform pg_advisory_xact_lock(hashtext('audit_month'));
    if to_regclass(partition) is not null then
        return;
    end if;

    execute format('create table %I partition of audit_record for values from (%L) to (%L)',
        partition, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
    execute format('create trigger audit_record_no_truncate before truncate on %I for each statement execute function refuse_ledger_change()', partition);
    execute format('revoke update, delete, truncate on %I from current_user', partition);
end $$;

-- Takes a month out that lies in archives, record by record; the month is given by its first day.
create function detach_ledger_month(month date) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
    partition text := 'audit_record_' || to_char(month, 'YYYY_MM');
    missing   text;
begin
    if to_regclass(partition) is null or month <> date_trunc('month', month)::date or month >= date_trunc('month', now() at time zone 'UTC')::date then
        raise exception 'the month % cannot be taken out of the ledger', month using errcode = 'insufficient_privilege';
    end if;

    execute format(
        $sql$
        select string_agg(r.chain, ', ') from (select chain, min(sequence) as first, max(sequence) as last, count(*) as records from %I group by chain) r
        where r.records <> r.last - r.first + 1 or not exists (
            select from audit_archive a where a.month = $1 and a.chain = r.chain and a.first_sequence = r.first and a.last_sequence = r.last)
        $sql$, partition) into missing using month;
    if missing is not null then
        raise exception 'the month % of % is not archived', month, missing using errcode = 'insufficient_privilege';
    end if;

    execute format('alter table audit_record detach partition %I', partition);
    execute format('drop table %I', partition);
end $$;

-- Of reasons whose records were archived before reasons repeated what their records are searched by.
create function complete_ledger_reasons(since timestamptz, until timestamptz) returns void language sql security definer set search_path = public, pg_temp as $$
    update audit_reason s set occurred_at = r.occurred_at, action = r.action, outcome = r.outcome, secret_type = r.secret_type
    from audit_record r
    where s.occurred_at is null and s.recorded_at >= since and s.recorded_at < until
      and r.chain = s.chain and r.sequence = s.sequence and r.recorded_at = s.recorded_at
$$;

-- Heads and anchors move forward only, and a person's tenant is found out once.
create function refuse_ledger_return() returns trigger language plpgsql as $$
begin
    raise exception 'the audit ledger only moves forward: % of % refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_chain_forward before update on audit_chain for each row
    when (new.chain <> old.chain or new.last_sequence < old.last_sequence or new.last_recorded_at < old.last_recorded_at
          or (new.last_sequence = old.last_sequence and new.head_hash <> old.head_hash)) execute function refuse_ledger_return();
create trigger audit_chain_stays before delete on audit_chain for each row execute function refuse_ledger_return();
create trigger audit_anchor_forward before update on audit_anchor for each row
    when (new.chain <> old.chain or new.number < old.number) execute function refuse_ledger_return();
create trigger audit_anchor_stays before delete on audit_anchor for each row execute function refuse_ledger_return();
create trigger audit_person_tenant before update on audit_person for each row
    when (old.tenant_id is not null and new.tenant_id is distinct from old.tenant_id) execute function refuse_ledger_return();
