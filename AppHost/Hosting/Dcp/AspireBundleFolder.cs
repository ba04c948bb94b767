using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dcp;

/// <summary>Where the orchestrator and the dashboard lie.</summary>
internal sealed class AspireBundleFolder(IConfiguration configuration)
{
    public async Task<string> DcpAsync(CancellationToken cancellationToken) =>
        Path.Combine(await FolderAsync(cancellationToken), "dcp", "dcp");

    public async Task<string> DashboardAsync(CancellationToken cancellationToken) =>
        Path.Combine(await FolderAsync(cancellationToken), "managed", "aspire-managed");

    private Task<string> FolderAsync(CancellationToken cancellationToken) =>
        Task.FromResult(configuration[HostConfiguration.BundlePath] ?? throw new DistributedApplicationException("No bundle."));
}
