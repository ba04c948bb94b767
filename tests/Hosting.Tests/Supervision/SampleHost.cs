using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PenguinMails.AppHost.Resources;
using PenguinMails.AppHost.Supervision;

namespace PenguinMails.Hosting.Tests.Supervision;

/// <summary>A host of two programs, whose command lines hold a mark by which a test finds them.</summary>
internal static class SampleHost
{
    public const string Ready = "ready";

    public static async Task RunAsync(string[] args)
    {
        var mark = args[0];
        var builder = CreateBuilder().StopWithDotnetRun().AnnounceStop();
        builder.AddExecutable("obedient", "/bin/sh", ".", "-c", "sleep 600; true", mark);
        builder.AddExecutable("stubborn", "/bin/sh", ".", "-c", "trap '' TERM; while true; do sleep 1; done", mark);
        await using var app = builder.Build();
        await app.StartAsync();
        foreach (var resource in app.Services.GetRequiredService<DistributedApplicationModel>().Resources)
        {
            await app.ResourceNotifications.WaitForResourceAsync(resource.Name, KnownResourceStates.Running);
        }

        await Console.Out.WriteLineAsync(Ready);
        await app.WaitForShutdownAsync();
    }

    /// <summary>A builder that finds the orchestrator where the AppHost finds it, without a dashboard.</summary>
    public static IDistributedApplicationBuilder CreateBuilder()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            AssemblyName = typeof(StopNotice).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        return builder.WithoutProcessMonitors().WithCustomResourceStates();
    }
}
