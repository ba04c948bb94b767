-- Erases what records of the ledger name, and nothing else: so that whatever was erased is covered by a record that is hashed and signed.
-- 'records' are those of this erasure, appended in this transaction.
create function erase_personal(erasure uuid, records uuid[], out people int, out origins int, out reasons int)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    covers jsonb[];
    ids    bigint[];
begin
    perform from audit_erasure e join approval a on a.kind = 'audit_log.erasure' and a.subject_id = e.erasure_id
    where e.erasure_id = erasure and e.erased_at is null and a.state = 'approved' and not a.is_copy and a.decided_by is distinct from a.requested_by;
    if not found then
        raise exception 'the erasure % is not approved by a second administrator, or was done', erasure using errcode = 'insufficient_privilege';
    end if;

    select array_agg(convert_from(body, 'UTF8')::jsonb -> 'details') into covers from audit_record
    where chain = 'platform' and record_id = any(records) and action = 'audit_log.erasure.execute' and outcome = 'success'
      and convert_from(body, 'UTF8')::jsonb #>> '{details,erasureId}' = erasure::text;
    if covers is null or cardinality(covers) <> cardinality(records) then
        raise exception 'no record of the ledger names what the erasure % erases', erasure using errcode = 'insufficient_privilege';
    end if;

    select coalesce(array_agg(id::bigint), '{}') into ids from unnest(covers) c, unnest(string_to_array(c ->> 'ids', ' ')) id;

    with named as (
        select split_part(word, ':', 1) as chain, split_part(split_part(word, ':', 2), '-', 1)::bigint as first,
               coalesce(nullif(split_part(split_part(word, ':', 2), '-', 2), ''), split_part(split_part(word, ':', 2), '-', 1))::bigint as last
        from unnest(covers) c, unnest(string_to_array(c ->> 'reasons', ' ')) word)
    update audit_reason s set reason = null, salt = null from named n
    where s.chain = n.chain and s.sequence between n.first and n.last and s.salt is not null;
    get diagnostics reasons = row_count;

    update audit_origin o set content_key = null, user_name = null, ip_address = null, user_agent = null, salt = null
    where o.person_id = any(ids) and o.salt is not null
      and encode(o.commitment, 'hex') in (select word from unnest(covers) c, unnest(string_to_array(c ->> 'persons', ' ')) word);
    get diagnostics origins = row_count;

    update audit_person set name_key = null, erased_at = coalesce(erased_at, now()) where person_id = any(ids) and name_key is not null;
    get diagnostics people = row_count;
end $$;

-- Erasures of before left no such record. What they erased is named once, in a record of the first start after this.
create table audit_erasure_takeover (
    is_only  boolean primary key default true check (is_only),
    taken_at timestamptz                                   -- null: not yet
);
insert into audit_erasure_takeover (taken_at)
select case when exists (select from audit_person where name_key is null)
              or exists (select from audit_origin where salt is null)
              or exists (select from audit_reason where salt is null) then null else now() end;
