using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;

namespace PenguinMails.Identity.Tests.Fixtures;

/// <summary>Reads what waits for the broker. Nobody is bound in most tests, so everything waits.</summary>
internal static class OutboxReader
{
    public static async Task<IReadOnlyList<T>> OutboxAsync<T>(this IdentityServer server)
    {
        var bodies = await server.Database.ReadAsync(
            read => read.QueryAsync<string>(
                "select body from outbox_message where message_type = @type order by sequence", new { type = typeof(T).FullName }),
            default);
        return [.. bodies.Select(body => (T)MessageJson.Deserialize(typeof(T).FullName!, body))];
    }

    /// <summary>The audit records of one user, oldest first, as <c>action outcome cause</c>.</summary>
    public static async Task<IReadOnlyList<string>> AuditOfAsync(this IdentityServer server, string email) =>
        [.. (await server.OutboxAsync<AuditRecorded>())
            .Where(record => record.Actor.User == email)
            .Select(record => $"{record.Action} {record.Outcome} {record.Details?.GetValueOrDefault("cause")}".TrimEnd())];
}
