using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>The limits whose findings were accepted.</summary>
internal sealed class MeantLimits(Database database) : IMeantLimits
{
    public async Task<bool> AreMeantAsync(Guid serverId, string account, IReadOnlyCollection<AccountLimit> limits, CancellationToken cancellationToken)
    {
        var marks = limits.Select(LimitsOfAccount.MarkOf).ToArray();
        var accepted = await database.ReadAsync(read => AcceptedKeys.AmongAsync(read, serverId, account, marks), cancellationToken);
        return marks.All(accepted.Contains);
    }
}
