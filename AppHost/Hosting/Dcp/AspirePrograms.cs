using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PenguinMails.LocalComponents;

namespace Aspire.Hosting.Dcp;

/// <summary>Finds the orchestrator and the dashboard, unpacking them where that has not been done.</summary>
internal sealed class AspirePrograms(IConfiguration configuration, ILogger<AspirePrograms> logger)
{
    /// <exception cref="PrerequisiteMissingException">They are not there and may not be fetched.</exception>
    public Task<AspireBundle> FindAsync(CancellationToken cancellationToken) =>
        configuration[HostConfiguration.BundlePath] is { Length: > 0 } folder
            ? Task.FromResult(new AspireBundle(Path.Combine(folder, "dcp", "dcp"), Path.Combine(folder, "managed", "aspire-managed")))
            : AspireBundle.EnsureAsync(RepositoryFolder.Find(), text => Log.Announcement(logger, text), cancellationToken);
}
