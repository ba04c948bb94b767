namespace PenguinMails.Audit.Checkpoints;

internal static class CheckpointExtensions
{
    /// <summary>Signs where the chains stand, and keeps that outside.</summary>
    public static void AddCheckpoints(this IServiceCollection services)
    {
        services.AddSingleton<CheckpointFolder>();
        services.AddSingleton<CheckpointSigner>();
        services.AddSingleton<BrokenLedgerAlert>();
        services.AddSingleton<CheckpointAnchoring>();
        services.AddHostedService<CheckpointWorker>();
    }
}
