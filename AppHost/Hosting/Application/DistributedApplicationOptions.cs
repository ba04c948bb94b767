namespace Aspire.Hosting;

public sealed class DistributedApplicationOptions
{
    /// <summary>Arguments of the command line; they are configuration too.</summary>
    public string[]? Args { get; set; }

    /// <summary>Assembly of the AppHost, whose metadata tells its project folder; the entry assembly unless set.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Folder of the AppHost project, where the assembly does not tell.</summary>
    public string? ProjectDirectory { get; set; }

    public string? DashboardApplicationName { get; set; }

    public bool DisableDashboard { get; set; }

    public bool AllowUnsecuredTransport { get; set; }
}
