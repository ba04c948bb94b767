using System.Text.Json;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Keys of an account that the platform has not issued and that may stay there.</summary>
internal static class AcceptedKeys
{
    public static Task AddAsync(
        DatabaseTransaction transaction, Guid serverId, string account, string fingerprint, string reason, AuditActor actor, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            """
            insert into accepted_key (server_id, account, fingerprint, reason, actor, accepted_at)
            values (@serverId, @account, @fingerprint, @reason, @actor::jsonb, @now) on conflict do nothing
            """,
            new { serverId, account, fingerprint, reason, actor = JsonSerializer.Serialize(actor, JsonSerializerOptions.Web), now });

    public static Task RemoveAsync(DatabaseTransaction transaction, Guid serverId, string account, string fingerprint) => transaction.ExecuteAsync(
        "delete from accepted_key where server_id = @serverId and account = @account and fingerprint = @fingerprint",
        new { serverId, account, fingerprint });
}
