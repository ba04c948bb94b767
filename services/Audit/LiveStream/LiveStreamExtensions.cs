namespace PenguinMails.Audit.LiveStream;

internal static class LiveStreamExtensions
{
    /// <summary>Streams records as they are appended.</summary>
    public static void AddLiveStream(this IServiceCollection services)
    {
        services.AddSingleton<StreamRecords>();
        services.AddSingleton<LedgerStream>();
        services.AddSingleton<LedgerTail>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerTail>());
    }
}
