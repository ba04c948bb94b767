namespace PenguinMails.Audit.LiveStream;

internal static class LiveStreamExtensions
{
    /// <summary>Tells of records as they are appended.</summary>
    public static void AddLiveStream(this IServiceCollection services)
    {
        services.AddSingleton<StreamRecords>();
        services.AddSingleton<LedgerStream>();
        services.AddSingleton<LedgerTail>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerTail>());
    }
}
