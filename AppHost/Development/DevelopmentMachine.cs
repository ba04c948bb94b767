using PenguinMails.AppHost.Ports;

namespace PenguinMails.AppHost.Development;

/// <summary>Makes this machine ready for a development instance.</summary>
internal static class DevelopmentMachine
{
    /// <summary>Installs what is missing, takes the state folder, and checks the ports. Does nothing for a published application.</summary>
    /// <returns>Why tenant servers cannot run here, or null.</returns>
    public static async Task<string?> PrepareAsync(IDistributedApplicationBuilder builder, DevelopmentInstance instance)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return null;
        }

        StateFolder.Take(instance.DataFolder, instance.IsFresh);
        KeptPorts.KeepIn(instance.FolderOf("ports"));
        // First of all, so that no component is given one of them.
        if (!instance.IsDemo)
        {
            Reserve(instance.GatewayPort, "PENGUINMAILS_PORT");
            Reserve(instance.DashboardPort, "PENGUINMAILS_DASHBOARD_PORT");
        }

        if (instance.BrokerManagementPort is { } management)
        {
            Reserve(management, "PENGUINMAILS_BROKER_PORT");
        }

        var obstacle = await TenantServerSupport.FindObstacleAsync();
        await Prerequisite.EnsureAsync([.. DebianPackage.Always, .. obstacle is null ? PackagesOf(instance.Parts) : []], Console.WriteLine);
        return obstacle;
    }

    private static IEnumerable<DebianPackage> PackagesOf(InstanceParts parts) =>
    [
        .. parts.HasFlag(InstanceParts.Mail) ? DebianPackage.Mail : [],
        .. parts.HasFlag(InstanceParts.Dns) ? [DebianPackage.Knot] : Array.Empty<DebianPackage>(),
    ];

    private static void Reserve(int port, string variable)
    {
        if (!ReservedPort.TryTake(port))
        {
            throw new InvalidSettingsException($"Port {port} is taken. Set {variable} to a free one.");
        }
    }
}
