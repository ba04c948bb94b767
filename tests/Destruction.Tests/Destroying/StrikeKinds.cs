namespace PenguinMails.Destruction.Tests.Destroying;

/// <summary>Which strikes come, and in which order.</summary>
internal static class StrikeKinds
{
    /// <summary>Kills of the short proof.</summary>
    public const int ShortProof = 8;

    // How often each happens among a hundred.
    private static readonly (StrikeKind Kind, int Weight)[] Weights =
    [
        (StrikeKind.KillKeyIssuance, 35),
        (StrikeKind.KillRotation, 8),
        (StrikeKind.KillAudit, 8),
        (StrikeKind.KillGateway, 4),
        (StrikeKind.KillIdentity, 4),
        (StrikeKind.KillVaultOperations, 2),
        (StrikeKind.FreezeKeyIssuance, 7),
        (StrikeKind.KillPostgres, 3),
        (StrikeKind.KillVault, 3),
        (StrikeKind.KillRabbitMq, 1),
        (StrikeKind.KillSshServer, 5),
        (StrikeKind.FreezePostgres, 3),
        (StrikeKind.FreezeVault, 3),
        (StrikeKind.FreezeRabbitMq, 3),
        (StrikeKind.FreezeSshServer, 5),
        (StrikeKind.CutConnections, 6),
    ];

    /// <summary>
    /// The strikes of the short proof. Every freeze and cut, two kills of KeyIssuance, whose work is what kills are meant to meet, and
    /// six of the nine others: the seed decides which, so that runs with different seeds meet all of them.
    /// </summary>
    public static IReadOnlyList<StrikeKind> Opening(Random random)
    {
        var others = Weights.Select(entry => entry.Kind).Where(kind => IsKill(kind) && kind != StrikeKind.KillKeyIssuance).ToArray();
        random.Shuffle(others);
        StrikeKind[] strikes =
        [
            StrikeKind.KillKeyIssuance,
            StrikeKind.KillKeyIssuance,
            .. others.Take(ShortProof - 2),
            .. Weights.Select(entry => entry.Kind).Where(kind => !IsKill(kind)),
        ];
        random.Shuffle(strikes);
        // The last one is a kill, or freezes behind it would not come: the proof ends with its last kill.
        var last = Array.FindLastIndex(strikes, IsKill);
        (strikes[last], strikes[^1]) = (strikes[^1], strikes[last]);
        return strikes;
    }

    /// <summary>Any strike, each as often as its weight says.</summary>
    public static StrikeKind Any(Random random)
    {
        var left = random.Next(Weights.Sum(entry => entry.Weight));
        foreach (var (kind, weight) in Weights)
        {
            if ((left -= weight) < 0)
            {
                return kind;
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }

    private static bool IsKill(StrikeKind kind) => kind <= StrikeKind.KillSshServer;
}
