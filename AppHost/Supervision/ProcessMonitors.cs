namespace PenguinMails.AppHost.Supervision;

public static class ProcessMonitors
{
    /// <summary>
    /// Starts no monitor beside each process. The orchestrator starts a copy of itself per process, 25 MiB each, to end the process
    /// when the orchestrator is killed. It is the orchestrator that ends them all when the AppHost is killed.
    /// </summary>
    public static IDistributedApplicationBuilder WithoutProcessMonitors(this IDistributedApplicationBuilder builder)
    {
        Environment.SetEnvironmentVariable("DCP_DISABLE_MONITOR_PROCESS", "true");
        return builder;
    }
}
