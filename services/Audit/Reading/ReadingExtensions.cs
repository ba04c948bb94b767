namespace PenguinMails.Audit.Reading;

internal static class ReadingExtensions
{
    public static void AddLedgerReading(this IServiceCollection services)
    {
        services.AddOptions<ReadingOptions, ReadingOptionsValidator>(ReadingOptions.Section);
        services.AddSingleton<ReadingAllowance>();
        services.AddSingleton<LedgerReading>();
    }
}
