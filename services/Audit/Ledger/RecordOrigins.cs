namespace PenguinMails.Audit.Ledger;

/// <summary>A person with address and user agent, stored apart from the ledger so that it can be erased.</summary>
internal sealed record Origin(long OriginId, long PersonId, byte[] Commitment);

/// <summary>Whom a record names.</summary>
/// <param name="Actor">Who acted.</param>
/// <param name="OnBehalfOf">For whom, if for anybody. It has neither address nor user agent.</param>
internal sealed record Origins(Origin Actor, Origin? OnBehalfOf);

/// <summary>Finds or inserts the rows of those whom records name.</summary>
internal static class RecordOrigins
{
    /// <returns>One for each record, in the same order.</returns>
    public static async Task<IReadOnlyList<Origins>> ResolveAsync(DatabaseTransaction transaction, IReadOnlyList<PendingRecord> records)
    {
        var named = records.Select(record => (Actor: Named.Actor(record.Record), OnBehalfOf: Named.Principal(record.Record))).ToList();
        var all = named.SelectMany(both => new[] { both.Actor, both.OnBehalfOf }).OfType<Named>().DistinctBy(one => one.Key, ByteArrayComparer.Instance).ToList();
        var known = await FindAsync(transaction, [.. all.Select(one => one.Key)]);

        // Almost all are known, and then nothing is written: not even a lock on a row.
        var missing = all.Where(one => !known.TryGetValue(one.Key, out var row) || (!row.HasTenant && one.TenantId is not null)).ToList();
        if (missing.Count > 0)
        {
            await InsertPersonsAsync(transaction, missing);
            await MakeAsync(transaction, missing);
            foreach (var (key, row) in await FindAsync(transaction, [.. missing.Select(one => one.Key)]))
            {
                known[key] = row;
            }
        }

        return [.. named.Select(both => new Origins(OriginOf(both.Actor), both.OnBehalfOf is { } principal ? OriginOf(principal) : null))];

        Origin OriginOf(Named one)
        {
            var row = known[one.Key];
            return new Origin(row.OriginId, row.PersonId, row.Commitment);
        }
    }

    /// <summary>Recognises who acted from where.</summary>
    public static byte[] KeyOfActor(AuditRecorded record) => Named.Actor(record).Key;

    /// <summary>Recognises all that was done on behalf of a person, whatever the spelling.</summary>
    public static byte[] KeyOfPrincipal(string user) => Commitment.PersonKey(StorableText.Of(user).ToLowerInvariant(), null, null);

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
    private static Task InsertPersonsAsync(DatabaseTransaction transaction, IEnumerable<Named> named)
    {
        var people = named
            .GroupBy(one => one.User.ToLowerInvariant(), StringComparer.Ordinal)
            .OrderBy(person => person.Key, StringComparer.Ordinal)
            .Select(person => (Name: person.Key, Tenant: person.Select(one => one.TenantId).FirstOrDefault(tenant => tenant is not null)))
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
    private static Task MakeAsync(DatabaseTransaction transaction, List<Named> named)
    {
        var origins = named
            .Select(one => (one.Key, Salt: Commitment.NewSalt(), one.User, one.Address, one.Agent))
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

    /// <param name="TenantId">Whose person it is, as far as the record says.</param>
    private sealed record Named(string User, string? Address, string? Agent, Guid? TenantId)
    {
        public byte[] Key { get; } = Commitment.PersonKey(User, Address, Agent);

        public static Named Actor(AuditRecorded record) => new(
            StorableText.Of(record.Actor.User), StorableText.Of(record.Actor.IpAddress), StorableText.Of(record.Actor.UserAgent), TenantOf(record, record.Actor.Role));

        public static Named? Principal(AuditRecorded record) => record.OnBehalfOf is { } person
            ? new Named(StorableText.Of(person.User).ToLowerInvariant(), null, null, TenantOf(record, person.Role))
            : null;

        // A forbidden call may be about another tenant than the caller's own.
        private static Guid? TenantOf(AuditRecorded record, string role) =>
            role.StartsWith("tenant_", StringComparison.Ordinal) && record.Code != ProblemCatalog.Forbidden.Code ? record.TenantId : null;
    }

    private sealed record Row(byte[] ContentKey, long OriginId, long PersonId, byte[] Commitment, bool HasTenant);
}
