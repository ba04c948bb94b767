using Aspire.Hosting;
using PenguinMails.AppHost.Dashboard;
using PenguinMails.AppHost.Supervision;

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
{
    Args = args,
    DashboardApplicationName = "PenguinMails Secrets",
});
builder.UseDashboardPort().StopWithDotnetRun();

builder.AddExecutable("placeholder", "sleep", ".", "infinity").WithRestartOnCrash();

await builder.Build().RunAsync();
