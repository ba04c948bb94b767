using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Begins and ends the checks of a server with its use.</summary>
internal sealed class WatchedServers(DriftWatch watch, DriftFindings findings) : IServerListener
{
    public Task EnrolledAsync(DatabaseTransaction transaction, Guid serverId) => watch.BeginAsync(transaction, serverId);

    public async Task AbandonedAsync(DatabaseTransaction transaction, Guid serverId, DateTimeOffset now)
    {
        await DriftWatch.EndAsync(transaction, serverId, now);
        await findings.AbandonAsync(transaction, serverId);
    }

    public Task CredentialStaysAsync(
        DatabaseTransaction transaction, Guid serverId, string account, string fingerprint, AuditActor actor, DateTimeOffset now) =>
        AcceptedKeys.AddAsync(transaction, serverId, account, fingerprint, "The bootstrap credential, left at enrolment as asked for.", actor, now);
}

/// <summary>Has a server checked at once when an operation could not get into it: the check records what is lost, and alerts.</summary>
internal sealed class LostAccess : IAccessListener
{
    public Task AccessLostAsync(DatabaseTransaction transaction, Guid serverId, string code) => DriftWatch.CheckNowAsync(transaction, serverId, code);
}
