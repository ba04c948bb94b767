namespace PenguinMails.Audit.Watching;

internal static class WatchExtensions
{
    /// <summary>Notices when the watch over the ledger stands still.</summary>
    public static void AddWatchKeeping(this IServiceCollection services)
    {
        services.AddOptions<WatchOptions, WatchOptionsValidator>(WatchOptions.Section);
        services.AddSingleton<WatchProgress>();
        services.AddHostedService<WatchKeeper>();
        services.AddHealthChecks().AddCheck<WatchHealthCheck>(WatchHealthCheck.Name);
    }
}
