namespace PenguinMails.AdminQuery.Projection;

/// <summary>Tells KeyIssuance that its reports are taken, every ten seconds while they come: else they become rare.</summary>
internal static class Following
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public static async Task ConfirmAsync(DatabaseTransaction transaction, DateTimeOffset now)
    {
        if (await transaction.ExecuteAsync(
            "update feed set followed_at = @now where followed_at is null or followed_at not between @now - @Interval and @now", new { now, Interval }) > 0)
        {
            await transaction.SendAsync(Queues.KeyIssuanceCommands, new FollowTenantStates());
        }
    }
}
