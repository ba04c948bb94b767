using PenguinMails.Contracts.Messages;
using PenguinMails.Ledger;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Ledger;

/// <summary>Who acted from where, kept apart from the ledger.</summary>
internal sealed record Origin(long OriginId, long PersonId, byte[] Commitment);

/// <summary>Finds or makes the rows of those who acted.</summary>
internal static class RecordOrigins
{
    /// <returns>One for each record, in the same order.</returns>
    public static async Task<IReadOnlyList<Origin>> ResolveAsync(DatabaseTransaction transaction, IReadOnlyList<PendingRecord> records)
    {
        var keys = records.Select(record => Key(record.Record.Actor)).ToList();
        var actors = records.Zip(keys).DistinctBy(pair => pair.Second, ByteArrayComparer.Instance).ToList();
        await MakePeopleAsync(transaction, actors.Select(pair => pair.First.Record));
        foreach (var (pending, key) in actors)
        {
            await MakeOriginAsync(transaction, pending.Record.Actor, key);
        }

        var rows = await transaction.QueryAsync<Row>(
            """
            select content_key as ContentKey, origin_id as OriginId, person_id as PersonId, commitment as Commitment
            from audit_origin where content_key = any(@keys)
            """,
            new { keys = actors.Select(pair => pair.Second).ToArray() });
        var byKey = rows.ToDictionary(row => row.ContentKey, row => new Origin(row.OriginId, row.PersonId, row.Commitment), ByteArrayComparer.Instance);
        return [.. keys.Select(key => byKey[key])];
    }

    // In order, so that two chains that meet the same people do not wait for each other.
    private static Task MakePeopleAsync(DatabaseTransaction transaction, IEnumerable<AuditRecorded> records)
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

    private static Task MakeOriginAsync(DatabaseTransaction transaction, AuditActor actor, byte[] key)
    {
        var salt = Commitment.NewSalt();
        var (user, address, agent) = (StorableText.Of(actor.User), StorableText.Of(actor.IpAddress), StorableText.Of(actor.UserAgent));
        return transaction.ExecuteAsync(
            """
            insert into audit_origin (person_id, content_key, user_name, ip_address, user_agent, salt, commitment)
            select person_id, @key, @user, @address, @agent, @salt, @commitment from audit_person
            where name_key = @name and not exists (select from audit_origin where content_key = @key)
            on conflict (content_key) do nothing
            """,
            new { key, user, address, agent, salt, commitment = Commitment.OfPerson(salt, user, address, agent), name = user.ToLowerInvariant() });
    }

    private static byte[] Key(AuditActor actor) =>
        Commitment.PersonKey(StorableText.Of(actor.User), StorableText.Of(actor.IpAddress), StorableText.Of(actor.UserAgent));

    private static Guid? TenantOf(AuditRecorded record) =>
        record.Actor.Role.StartsWith("tenant_", StringComparison.Ordinal) ? record.TenantId : null;

    private sealed class Row
    {
        public byte[] ContentKey { get; init; } = [];
        public long OriginId { get; init; }
        public long PersonId { get; init; }
        public byte[] Commitment { get; init; } = [];
    }
}
