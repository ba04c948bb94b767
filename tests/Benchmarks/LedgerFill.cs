using Npgsql;

namespace PenguinMails.Benchmarks;

/// <summary>
/// A ledger of seven years, made in the database: hashes are not chained, which no query looks at. Every fifth record has a reason; that
/// of a rotation is never a ticket's, and secrets of administrators are never downloaded. Indexes are made after the rows.
/// </summary>
internal static class LedgerFill
{
    public static async Task RunAsync(NpgsqlDataSource source, long count)
    {
        await ExecuteAsync(source, "create table saved_index as select indexdef from pg_indexes where tablename = 'audit_record' and indexname <> 'audit_record_pkey'");
        await ExecuteAsync(source,
            """
            do $$ declare name text; begin
                for name in select indexname from pg_indexes where tablename = 'audit_record' and indexname <> 'audit_record_pkey' loop
                    execute format('drop index %I', name);
                end loop;
                for month in 0..84 loop
                    perform ensure_ledger_month(now() - make_interval(months => month));
                end loop;
            end $$;
            insert into audit_person (name_key) select 'owner' || n || '@tenant.example' from generate_series(1, 20000) n;
            insert into audit_person (name_key) values ('rotation');
            insert into audit_path (path)
            select 'penguinmails/' || case when n % 5 = 0 then 'smtp' else 'ssh' end || '/' || lpad(to_hex(n % 10000), 8, '0') || '-0000-7000-8000-000000000007/'
                   || case when n < 10000 then 'tenant' else 'admin' end
            from generate_series(0, 19999) n;
            insert into audit_origin (person_id, content_key, user_name, ip_address, user_agent, salt, commitment)
            select person_id, sha256(name_key::bytea), name_key, '10.0.0.1', 'Mozilla/5.0', sha256(name_key::bytea), sha256(name_key::bytea) from audit_person
            """);
        await ExecuteAsync(source,
            $$"""
            insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, person_id, origin_id, user_id, session_id,
                role, tenant_id, secret_type, secret_name, path_id, version_id, trace_id, body, previous_hash, hash)
            select 'platform', n, at, gen_random_uuid(), at - interval '100 milliseconds', 'key-issuance',
                   case when n % 100000 = 1 then 'campaign.start'
                        else case when n % 5 = 0 then 'smtp' else 'ssh' end || case when n % 3 = 0 then '_key.rotate' when n % 7 = 0 and path < 10000 then '_key.download' else '_key.view' end end,
                   case when n % 50 = 7 then 'failed' when n % 97 = 0 and n % 7 > 0 then 'refused' else 'success' end,
                   person, person, gen_random_uuid(), gen_random_uuid(), 'tenant_owner',
                   (lpad(to_hex(path % 10000), 8, '0') || '-0000-7000-8000-000000000007')::uuid,
                   case when n % 5 = 0 then 'smtp' else 'ssh' end, case when path < 10000 then 'tenant' else 'admin' end, 1 + path, gen_random_uuid(), md5(n::text),
                   convert_to(format('{"action":"ssh_key.view","actor":{"personal":"%s","role":"tenant_owner"},"details":{"fingerprint":"SHA256:%s"},"occurredAt":"%s","outcome":"success","recordId":"%s","service":"key-issuance"}',
                       encode(sha256(n::text::bytea), 'hex'), md5(n::text), at, gen_random_uuid()), 'UTF8'), sha256(n::text::bytea), sha256(n::text::bytea)
            from (select n, case when n % 10 = 5 then 0 else n % 20000 end as path, case when n % 3 = 0 then 20001 else 1 + n % 20000 end as person,
                     now() - interval '7 years' + n * (interval '7 years' / {{count}}::float8) as at from generate_series(1, {{count}}) n) made
            """);
        await ExecuteAsync(source,
            $"""
            insert into audit_reason (chain, sequence, recorded_at, occurred_at, action, outcome, secret_type, person_id, tenant_id, reason, salt)
            select chain, sequence, recorded_at, occurred_at, action, outcome, secret_type, person_id, tenant_id,
                   case when action like '%rotate' then 'routine ' else 'ticket ' end || sequence / 10 || case when sequence < {count} / 3 and action like '%view' then ' early' else '' end, hash
            from audit_record where sequence % 10 in (0, 1)
            """);
        await ExecuteAsync(source, "insert into audit_kind select distinct action, outcome, coalesce(secret_type, '') from audit_record");
        await ExecuteAsync(source,
            $"""
            insert into audit_checkpoint (chain, number, first_sequence, last_sequence, merkle_root, head_hash, previous, signed_at, signature)
            select 'platform', n, (n - 1) * 10000 + 1, least(n * 10000, {count}), sha256(''), sha256(''), sha256(''), now(), 'vault:v1:'
            from generate_series(1, ({count} + 9999) / 10000) n
            """);
        await ExecuteAsync(source,
            """
            do $$ declare definition text; begin
                for definition in select indexdef from saved_index loop
                    execute replace(definition, ' ON ONLY ', ' ON ');
                end loop;
            end $$
            """);
        await ExecuteAsync(source, "vacuum analyze");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
