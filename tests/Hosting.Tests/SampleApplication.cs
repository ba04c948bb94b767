using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace PenguinMails.Hosting.Tests;

/// <summary>Builds applications out of the sample service, which lies beside this test's own output.</summary>
internal static class SampleApplication
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static readonly string Project = Path.Combine(
        LocalComponents.RepositoryFolder.Find(), "tests", "HostingSample", "HostingSample.csproj");

    public static IDistributedApplicationBuilder CreateBuilder(params string[] args) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = args,
            DisableDashboard = true,
            ProjectDirectory = TestContext.CurrentContext.TestDirectory,
        });

    public static IResourceBuilder<ProjectResource> AddSample(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddProject(name, Project).WithHttpEndpoint().WithHttpHealthCheck("/health");

    public static CancellationToken Limit() => new CancellationTokenSource(Deadline).Token;

    public static Task<ResourceEvent> HealthyAsync(this DistributedApplication app, string name) =>
        app.ResourceNotifications.WaitForResourceHealthyAsync(name, Limit());

    public static Task<ResourceEvent> StateAsync(this DistributedApplication app, string name, string state) =>
        app.ResourceNotifications.WaitForResourceAsync(name, seen => seen.Snapshot.State?.Text == state, Limit());

    /// <summary>Asks the service over a connection of its own, so that the proxy chooses anew.</summary>
    public static async Task<string> AskAsync(this DistributedApplication app, string name, string path)
    {
        var service = app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == name);
        using var client = new HttpClient { Timeout = Deadline };
        return await client.GetStringAsync(new Uri(new Uri(((IResourceWithEndpoints)service).GetEndpoint("http").Url), path));
    }

    /// <summary>Waits until the condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var limit = Limit();
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"Not within {Deadline.TotalSeconds} s: {what}");
            }

            await Task.Delay(50);
        }
    }
}
