using Microsoft.Extensions.Configuration;
using PenguinMails.AppHost.Dashboard;
using PenguinMails.AppHost.Demo;
using PenguinMails.AppHost.Resources;
using PenguinMails.AppHost.Resources.TenantServers;
using PenguinMails.AppHost.Supervision;

namespace PenguinMails.AppHost.Development;

/// <summary>Runs the system as a development instance, plays the demo in one, or writes the manifest.</summary>
internal static class DevelopmentHost
{
    private const int WrongSettings = 2;

    /// <summary>Does what the command line asks for.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="compose">Describes the system.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] args, Action<IDistributedApplicationBuilder, DevelopmentInstance, TenantServerFleet> compose)
    {
        try
        {
            LoopbackProxy.Exempt();
            var instance = DevelopmentInstance.Read(args);
            var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
            {
                Args = args,
                DashboardApplicationName = "PenguinMails Secrets",
            });
            var obstacle = await DevelopmentMachine.PrepareAsync(builder, instance);
            builder.Configuration["PENGUINMAILS_DASHBOARD_PORT"] = $"{instance.DashboardPort}";
            builder.KeepDashboardToken(instance.FolderOf("dashboard-token"));
            builder.UseDashboardPort().StopWithDotnetRun().AnnounceStop().WithoutProcessMonitors().WithCustomResourceStates();
            builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true"; // or the demo's folder would still be in use
            // It runs "dotnet package search" at every start.
            builder.Configuration["ASPIRE_VERSION_CHECK_DISABLED"] = "true";
            var fleet = TenantServerFleet.AddTo(builder, instance, obstacle);
            compose(builder, instance, fleet);
            // Where it keeps keys of its own says nothing about this system.
            builder.Services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Warning));
            await using var app = builder.Build();
            if (builder.ExecutionContext.IsRunMode)
            {
                return await RunAsync(app, instance, fleet, obstacle);
            }

            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is InvalidSettingsException or PrerequisiteMissingException or DistributedApplicationException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return WrongSettings;
        }
    }

    private static async Task<int> RunAsync(
        DistributedApplication app, DevelopmentInstance instance, TenantServerFleet fleet, string? obstacle)
    {
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var exitCode = 0;
        try
        {
            // The start, too, may take until all is ready; whichever fails first tells why.
            var starting = app.StartAsync(stopping);
            var ready = Readiness.WaitAsync(app, Console.WriteLine, stopping);
            await await Task.WhenAny(starting, ready);
            await Task.WhenAll(starting, ready);
            if (instance.IsDemo)
            {
                exitCode = await MainJobDemo.PlayAsync(instance, fleet, obstacle, stopping);
            }
            else
            {
                var configuration = app.Services.GetRequiredService<IConfiguration>();
                Console.WriteLine(ReadyBlock.Write(instance, fleet, obstacle, DashboardAddress.LoginUrl(configuration)));
                await app.WaitForShutdownAsync(CancellationToken.None);
                return exitCode;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            exitCode = instance.IsDemo ? 1 : 0; // told to stop before it was ready
        }

        await app.StopAsync(CancellationToken.None);
        if (instance.ThrowAway is { } folder)
        {
            await folder.RemoveAsync();
        }

        return exitCode;
    }
}
