using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Tests.TenantStates;

/// <summary>What was reported of tenants: it waits in the outbox, nobody subscribes.</summary>
internal static class Reported
{
    private static readonly string Type = typeof(TenantStatesReported).FullName!;

    /// <summary>All reports, in order.</summary>
    public static async Task<IReadOnlyList<TenantStatesReported>> AllAsync(Database database) =>
    [
        .. (await database.ReadAsync(read => read.QueryAsync<string>("select body from outbox_message where message_type = @Type order by sequence", new { Type }), default))
            .Select(body => (TenantStatesReported)MessageJson.Deserialize(Type, body)),
    ];

    /// <summary>The tenant as it was reported last; null when it was not.</summary>
    public static async Task<TenantState?> LastAsync(Database database, Guid tenantId) =>
        (await AllAsync(database)).OrderByDescending(report => report.Number).SelectMany(report => report.Tenants).FirstOrDefault(tenant => tenant.TenantId == tenantId);
}
