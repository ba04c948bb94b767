namespace PenguinMails.Audit.Detectors;

internal static class DetectorExtensions
{
    /// <summary>Watches the ledger, and raises alerts.</summary>
    public static IServiceCollection AddDetectors(this IServiceCollection services)
    {
        services.AddOptions<DetectorOptions, DetectorOptionsValidator>(DetectorOptions.Section);
        services.AddSingleton<IDetectorRule, FailedSignInsRule>();
        services.AddSingleton<IDetectorRule, OffHoursRule>();
        services.AddSingleton<IDetectorRule, BulkReadsRule>();
        services.AddSingleton<IDetectorRule, RefusedCallsRule>();
        services.AddSingleton<IDetectorRule, ForeignIdsRule>();
        services.AddSingleton<IDetectorRule, DeletionWithoutApprovalRule>();
        services.AddSingleton<IDetectorRule, BannedKeyUsedRule>();
        services.AddSingleton<LedgerDetection>();
        services.AddHostedService<DetectionWorker>();
        return services;
    }
}
