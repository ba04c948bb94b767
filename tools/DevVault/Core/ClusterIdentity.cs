using System.Security.Cryptography;
using PenguinMails.DevVault.Barrier;

namespace PenguinMails.DevVault.Core;

/// <summary>The name under which health answers show this Vault; the same for its whole life.</summary>
internal sealed record ClusterIdentity(string Name, string Id)
{
    private const string RecordPath = "core/cluster/local/info";

    public static ClusterIdentity New() =>
        new("vault-cluster-" + RandomNumberGenerator.GetHexString(8, lowercase: true), Guid.CreateVersion7().ToString());

    public static async Task<ClusterIdentity> LoadAsync(BarrierView view, CancellationToken cancellationToken)
    {
        if (await view.ReadAsync<ClusterIdentity>(RecordPath, cancellationToken) is { } known)
        {
            return known;
        }

        var created = New();
        await view.WriteAsync(RecordPath, created, cancellationToken);
        return created;
    }
}
