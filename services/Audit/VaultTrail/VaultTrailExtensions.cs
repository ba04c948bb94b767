using PenguinMails.Audit.VaultTrail.Access;
using PenguinMails.Audit.VaultTrail.Calls;
using PenguinMails.Audit.VaultTrail.Configuration;
using PenguinMails.Audit.VaultTrail.Files;
using PenguinMails.Audit.VaultTrail.Ingestion;
using PenguinMails.Audit.VaultTrail.Socket;

namespace PenguinMails.Audit.VaultTrail;

internal static class VaultTrailExtensions
{
    /// <summary>Adds what follows Vault's own audit log, and looks for reads that nothing explains.</summary>
    public static void AddVaultTrail(this IServiceCollection services)
    {
        services.AddOptions<VaultTrailOptions, VaultTrailOptionsValidator>(VaultTrailOptions.Section);
        services.AddSingleton<AccessTable>();
        services.AddSingleton<ExplainingRecords>();
        services.AddSingleton<AccessCorrelation>();
        services.AddSingleton<TrailAppend>();
        services.AddSingleton<FileFollower>();
        services.AddSingleton<SocketConnection>();
        services.AddHostedService<TrailCallWorker>();
        services.AddHostedService<FileWorker>();
        services.AddHostedService<SocketListener>();
        services.AddHostedService<AccessCorrelationWorker>();
    }
}
