namespace PenguinMails.Audit.Evidence;

internal static class EvidenceExtensions
{
    /// <summary>Raises an alert when evidence that must keep coming falls silent.</summary>
    public static void AddEvidence(this IServiceCollection services)
    {
        services.AddOptions<EvidenceOptions, EvidenceOptionsValidator>(EvidenceOptions.Section);
        services.AddSingleton<IEvidenceRule, BrokerRule>();
        services.AddSingleton<IEvidenceRule, ServiceRule>();
        services.AddSingleton<IEvidenceRule, TrailRule>();
        services.AddSingleton<IEvidenceRule, WorkRule>();
        services.AddSingleton<IEvidenceRule, SetAsideRule>();
        services.AddSingleton<IEvidenceRule, CheckpointRule>();
        services.AddSingleton<IEvidenceRule, DeliveryRule>();
        services.AddSingleton<EvidenceWatch>();
        services.AddHostedService<EvidenceWorker>();
        services.AddHostedService<StoppedWatchWorker>();
    }
}
