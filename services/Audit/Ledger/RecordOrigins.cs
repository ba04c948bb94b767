namespace PenguinMails.Audit.Ledger;

/// <summary>An actor with address and user agent, stored apart from the ledger so that it can be erased.</summary>
internal sealed record Origin(long OriginId, long PersonId, byte[] Commitment);

/// <summary>Finds or inserts the rows of actors.</summary>
internal static class RecordOrigins
{
    /// <returns>One for each record, in the same order.</returns>
    public static async Task<IReadOnlyList<Origin>> ResolveAsync(DatabaseTransaction transaction, IReadOnlyList<PendingRecord> records)
    {
        var keys = records.Select(record => Key(record.Record.Actor)).ToList();
        var actors = records.Zip(keys).DistinctBy(pair => pair.Second, ByteArrayComparer.Instance).ToList();
        var known = await FindAsync(transaction, [.. actors.Select(pair => pair.Second)]);

        // Almost all are known, and then nothing is written: not even a lock on a row.
        var missing = actors.Where(pair => !known.TryGetValue(pair.Second, out var row) || (!row.HasTenant && TenantOf(pair.First.Record) is not null)).ToList();
        if (missing.Count > 0)
        {
            await InsertPersonsAsync(transaction, missing.Select(pair => pair.First.Record));
            await MakeAsync(transaction, missing.ConvertAll(pair => (pair.First.Record.Actor, pair.Second)));
            foreach (var (key, row) in await FindAsync(transaction, [.. missing.Select(pair => pair.Second)]))
            {
                known[key] = row;
            }
        }

        return [.. keys.Select(key => known[key]).Select(row => new Origin(row.OriginId, row.PersonId, row.Commitment))];
    }

    private static async Task<Dictionary<byte[], Row>> FindAsync(DatabaseTransaction transaction, byte[][] keys)
    {
        var rows = await transaction.QueryAsync<Row>(
            """
            select o.content_key, o.origin_id, o.person_id, o.commitment, p.tenant_id is not null as HasTenant
            from audit_origin o join audit_person p using (person_id) where o.content_key = any(@keys)
            """,
            new { keys });
        return rows.ToDictionary(row => row.ContentKey, ByteArrayComparer.Instance);
    }

    // In order, so that two chains that meet the same people do not wait for each other.
    private static Task InsertPersonsAsync(DatabaseTransaction transaction, IEnumerable<AuditRecorded> records)
    {
        var people = records
            .GroupBy(record => StorableText.Of(record.Actor.User).ToLowerInvariant(), StringComparer.Ordinal)
            .OrderBy(person => person.Key, StringComparer.Ordinal)
            .Select(person => (Name: person.Key, Tenant: person.Select(TenantOf).FirstOrDefault(tenant => tenant is not null)))
            .ToList();
        return transaction.ExecuteAsync(
            """
            insert into audit_person (name_key, tenant_id) select * from unnest(@names, @tenants)
            on conflict (name_key) do update set tenant_id = excluded.tenant_id
            where audit_person.tenant_id is null and excluded.tenant_id is not null
            """,
            new { names = people.Select(person => person.Name).ToArray(), tenants = people.Select(person => person.Tenant).ToArray() });
    }

    // All at once: a round trip for each would take longer than all the rest. In order, as people are.
    private static Task MakeAsync(DatabaseTransaction transaction, List<(AuditActor Actor, byte[] Key)> actors)
    {
        var origins = actors
            .Select(pair => (
                pair.Key,
                Salt: Commitment.NewSalt(),
                User: StorableText.Of(pair.Actor.User),
                Address: StorableText.Of(pair.Actor.IpAddress),
                Agent: StorableText.Of(pair.Actor.UserAgent)))
            .OrderBy(origin => Convert.ToHexString(origin.Key), StringComparer.Ordinal)
            .ToList();
        return transaction.ExecuteAsync(
            """
            insert into audit_origin (person_id, content_key, user_name, ip_address, user_agent, salt, commitment)
            select p.person_id, o.content_key, o.user_name, o.ip_address, o.user_agent, o.salt, o.commitment
            from unnest(@names, @keys, @users, @addresses, @agents, @salts, @commitments)
                 as o(name_key, content_key, user_name, ip_address, user_agent, salt, commitment)
            join audit_person p on p.name_key = o.name_key
            on conflict (content_key) do nothing
            """,
            new
            {
                names = origins.Select(origin => origin.User.ToLowerInvariant()).ToArray(),
                keys = origins.Select(origin => origin.Key).ToArray(),
                users = origins.Select(origin => origin.User).ToArray(),
                addresses = origins.Select(origin => origin.Address).ToArray(),
                agents = origins.Select(origin => origin.Agent).ToArray(),
                salts = origins.Select(origin => origin.Salt).ToArray(),
                commitments = origins.Select(origin => Commitment.OfPerson(origin.Salt, origin.User, origin.Address, origin.Agent)).ToArray(),
            });
    }

    private static byte[] Key(AuditActor actor) =>
        Commitment.PersonKey(StorableText.Of(actor.User), StorableText.Of(actor.IpAddress), StorableText.Of(actor.UserAgent));

    // A forbidden call may be about another tenant than the caller's own.
    private static Guid? TenantOf(AuditRecorded record) =>
        record.Actor.Role.StartsWith("tenant_", StringComparison.Ordinal) && record.Code != ProblemCatalog.Forbidden.Code ? record.TenantId : null;

    private sealed record Row(byte[] ContentKey, long OriginId, long PersonId, byte[] Commitment, bool HasTenant);
}
