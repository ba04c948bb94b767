using PenguinMails.KeyIssuance.Operations.Running;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Registers what looks at servers, and what becomes of what is seen.</summary>
internal static class DriftExtensions
{
    public static void AddDrift(this IServiceCollection services)
    {
        services.AddSingleton<DriftReports>();
        services.AddSingleton<DriftFindings>();
        services.AddSingleton<DriftWatch>();
        services.AddSingleton<DriftLook>();
        services.AddSingleton<DriftDecisions>();
        services.AddSingleton<DriftChecks>();
        services.AddSingleton<DriftFindingQuery>();
        services.AddSingleton<IOperationStep, RepairStep>();
        services.AddSingleton<RepairProof>();
        services.AddHostedService<DriftWorkers>();
    }
}
