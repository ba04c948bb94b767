using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>The limits whose findings were accepted.</summary>
internal sealed class MeantLimits(Database database) : IMeantLimits
{
    public async Task<bool> AreMeantAsync(Guid serverId, string account, IReadOnlyCollection<AccountLimit> limits, CancellationToken cancellationToken)
    {
        var marks = limits.Select(LimitsOfAccount.MarkOf).ToArray();
        var accepted = await database.ReadAsync(
            read => read.QueryAsync<string>(
                $"select distinct fingerprint from accepted_key where {AcceptedKeys.OfAccount} and fingerprint = any(@marks)",
                new { ServerId = serverId, Account = account, marks }),
            cancellationToken);
        return marks.All(accepted.Contains);
    }
}
