using Aspire.Hosting;
using PenguinMails.AppHost.Supervision;

namespace PenguinMails.HostingSample;

/// <summary>Runs two programs that can be told by the mark on their command line.</summary>
internal static class SampleHost
{
    public static async Task RunAsync(string[] args)
    {
        var mark = args[0];
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });
        builder.StopWithDotnetRun().OnAllHealthy((_, _) => Console.Out.WriteLineAsync("ready"));
        builder.AddExecutable("obedient", "/bin/sh", ".", "-c", "sleep 600; true", mark);
        builder.AddExecutable("stubborn", "/bin/sh", ".", "-c", "trap '' TERM; while true; do sleep 1; done", mark);
        await builder.Build().RunAsync();
    }
}
