using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Registers the checks of servers and what becomes of their findings.</summary>
internal static class DriftExtensions
{
    public static void AddDrift(this IServiceCollection services)
    {
        services.AddSingleton<DriftReports>();
        services.AddSingleton<DriftFindings>();
        services.AddSingleton<DriftWatch>();
        services.AddSingleton<ServerCheck>();
        services.AddSingleton<DriftDecisions>();
        services.AddSingleton<DriftChecks>();
        services.AddSingleton<IMeantLimits, MeantLimits>();
        services.AddSingleton<DriftFindingQuery>();
        services.AddSingleton<IOperationStep, RepairStep>();
        services.AddSingleton<IOperationStep, RepairProof>();
        services.AddSingleton<IGivenUpListener>(provider => provider.GetRequiredService<DriftFindings>());
        services.AddSingleton<IServerListener, WatchedServers>();
        services.AddSingleton<IAccessListener, LostAccess>();
        services.AddSingleton<IPeriodicWork, DriftLateness>();
        services.AddHostedService<DriftWorkers>();
    }
}
