namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Keys of an account that the platform has not issued and that may stay there.</summary>
internal static class AcceptedKeys
{
    /// <summary>Condition: the account is the one of @ServerId, also where another tenant shares it.</summary>
    private const string OfAccount =
        """
        account = @Account and server_id in (
            select same.server_id from server one join server same on same.address = one.address and same.host_key = one.host_key where one.server_id = @ServerId)
        """;

    /// <returns>Those of the fingerprints, or of the marks of what is no key, that were accepted.</returns>
    public static Task<IReadOnlyList<string>> AmongAsync(DatabaseTransaction read, Guid serverId, string account, IReadOnlyCollection<string> fingerprints) =>
        read.QueryAsync<string>(
            $"select distinct fingerprint from accepted_key where {OfAccount} and fingerprint = any(@fingerprints)",
            new { ServerId = serverId, Account = account, fingerprints = fingerprints.ToArray() });

    public static Task AddAsync(
        DatabaseTransaction transaction, Guid serverId, string account, string fingerprint, string reason, AuditActor actor, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            """
            insert into accepted_key (server_id, account, fingerprint, reason, actor, accepted_at)
            values (@serverId, @account, @fingerprint, @reason, @actor::jsonb, @now) on conflict do nothing
            """,
            new { serverId, account, fingerprint, reason, actor = JsonSerializer.Serialize(actor, JsonSerializerOptions.Web), now });

    public static Task RemoveAsync(DatabaseTransaction transaction, Guid serverId, string account, string fingerprint) => transaction.ExecuteAsync(
        $"delete from accepted_key where {OfAccount} and fingerprint = @Fingerprint",
        new { ServerId = serverId, Account = account, Fingerprint = fingerprint });
}
