namespace PenguinMails.Audit.Exports;

internal static class ExportExtensions
{
    /// <summary>Copies of the ledger for those who asked and were approved.</summary>
    public static void AddExports(this IServiceCollection services)
    {
        services.AddSingleton<ExportRecords>();
        services.AddSingleton<ExportContent>();
        services.AddSingleton<ExportDownload>();
    }
}
