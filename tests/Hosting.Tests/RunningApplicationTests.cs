using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PenguinMails.AppHost.Supervision;

namespace PenguinMails.Hosting.Tests;

/// <summary>One application on a real DCP.</summary>
[TestFixture]
public sealed class RunningApplicationTests
{
    private const string Secret = "s3cret-{{of}}-the-model";

    private DistributedApplication _app = null!;
    private TaskCompletionSource _doorOpens = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _doorOpens = new TaskCompletionSource();
        var builder = SampleApplication.CreateBuilder();
        var password = builder.AddParameter("password", Secret, secret: true);
        var store = builder.AddConnectionString("store", ReferenceExpression.Create($"user=me;password={password}"));
        var service = builder.AddSample("service")
            .WithReplicas(2)
            .WithRestartOnCrash()
            .WithReference(store)
            .WithEnvironment("PLAIN", "{{not a template}}")
            .WithEnvironment("SELF", store.Resource.ConnectionStringExpression)
            .WithArgs("--first", "second");
        builder.AddSample("client").WithReference(service).WaitFor(service);

        builder.Services.AddHealthChecks().AddCheck("door", () =>
            _doorOpens.Task.IsCompleted ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("closed"));
        var door = builder.AddExecutable("door", "/bin/sleep", ".", "600").WithHealthCheck("door");
        builder.AddExecutable("mistyped", "/bin/sleep", ".", "600").WithHealthCheck("no-such-check");
        builder.AddExecutable("guest", "/bin/sleep", ".", "600").WaitFor(door);

        var step = builder.AddExecutable("step", "/bin/sh", ".", "-c", "echo done; exit 3");
        builder.AddExecutable("next", "/bin/sleep", ".", "600").WaitForCompletion(step, exitCode: 3);
        builder.AddExecutable("never", "/bin/sleep", ".", "600").WaitForCompletion(step);
        builder.AddExecutable("later", "/bin/sleep", ".", "600").WithExplicitStart();
        _app = builder.Build();
        await _app.StartAsync(SampleApplication.Limit());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Replicas_BehindOneAddress_AllAnswer()
    {
        await _app.HealthyAsync("service");
        var seen = new HashSet<string>();
        await SampleApplication.UntilAsync(
            async () =>
            {
                seen.Add(await _app.AskAsync("service", "/process"));
                return seen.Count == 2;
            },
            "two processes answer");
    }

    [Test]
    public async Task Environment_OfReplica_IsFilledIn()
    {
        await _app.HealthyAsync("service");
        var urls = await _app.AskAsync("service", "/environment/ASPNETCORE_URLS");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(urls, Does.Match(@"^http://localhost:\d+$"));
            Assert.That(await _app.AskAsync("service", "/environment/ConnectionStrings__store"), Is.EqualTo($"user=me;password={Secret}"));
            Assert.That(await _app.AskAsync("service", "/environment/PLAIN"), Is.EqualTo("{{not a template}}"));
            Assert.That(await _app.AskAsync("service", "/arguments"), Is.EqualTo("--first second"));
        }
    }

    [Test]
    public async Task Environment_OfClient_HasAddressOfService()
    {
        await _app.HealthyAsync("client");
        var url = await _app.AskAsync("client", "/environment/services__service__http__0");
        using var http = new HttpClient();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _app.AskAsync("client", "/environment/SERVICE_HTTP"), Is.EqualTo(url));
            Assert.That((await http.GetAsync(new Uri(new Uri(url), "/health"))).IsSuccessStatusCode, Is.True);
        }
    }

    [Test]
    public async Task Environment_WithSecrets_IsNotShown()
    {
        var seen = await _app.HealthyAsync("service");
        var shown = seen.Snapshot.EnvironmentVariables.ToDictionary(variable => variable.Name, variable => variable.Value);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shown["ConnectionStrings__store"], Is.EqualTo("(hidden)"));
            Assert.That(shown["SELF"], Is.EqualTo("(hidden)"));
            Assert.That(shown["PLAIN"], Is.EqualTo("{{\"{{\"}}not a template}}").Or.EqualTo("{{not a template}}"));
            Assert.That(shown.Values, Has.None.Contains("s3cret"));
        }
    }

    [Test]
    public async Task WaitFor_UnhealthyDependency_WaitsUntilHealthy()
    {
        await _app.StateAsync("guest", KnownResourceStates.Waiting);
        var door = await _app.ResourceNotifications.WaitForResourceAsync(
            "door", seen => !seen.Snapshot.HealthReports.IsEmpty, SampleApplication.Limit());
        Assert.That(door.Snapshot.HealthReports.Single().Description, Is.EqualTo("closed"));

        _doorOpens.SetResult();
        await _app.StateAsync("guest", KnownResourceStates.Running);
    }

    [Test]
    public async Task HealthCheck_NotRegistered_IsUnhealthy()
    {
        var mistyped = await _app.ResourceNotifications.WaitForResourceAsync(
            "mistyped", seen => !seen.Snapshot.HealthReports.IsEmpty, SampleApplication.Limit());
        Assert.That(mistyped.Snapshot.HealthStatus, Is.EqualTo(HealthStatus.Unhealthy));
    }

    [Test]
    public async Task WaitForCompletion_WithAnyExitCode_GoesOnOrFails()
    {
        await _app.StateAsync("next", KnownResourceStates.Running);
        await _app.StateAsync("never", KnownResourceStates.FailedToStart);
        var step = await _app.StateAsync("step", KnownResourceStates.Finished);
        Assert.That(step.Snapshot.ExitCode, Is.EqualTo(3));
    }

    [Test]
    public async Task ExplicitStart_WithCommand_RunsOnlyThen()
    {
        var later = await _app.StateAsync("later", KnownResourceStates.NotStarted);
        var started = await _app.ResourceCommands.ExecuteCommandAsync(later.ResourceId, KnownResourceCommands.StartCommand);
        Assert.That(started.Success, Is.True);
        await _app.StateAsync("later", KnownResourceStates.Running);
    }

    [Test]
    public async Task Crash_OfReplica_IsStartedAgainAndLogsAreKept()
    {
        var before = await _app.HealthyAsync("service");
        var id = before.ResourceId;
        using (var process = Process.GetProcessById(ProcessOf(before.Snapshot)))
        {
            process.Kill();
        }

        await _app.ResourceNotifications.WaitForResourceAsync(
            id, seen => seen.Snapshot.State?.Text.StartsWith("Crashed", StringComparison.Ordinal) == true, SampleApplication.Limit());
        var after = await _app.ResourceNotifications.WaitForResourceAsync(
            id,
            seen => seen.Snapshot.HealthStatus == HealthStatus.Healthy && ProcessOf(seen.Snapshot) != ProcessOf(before.Snapshot),
            SampleApplication.Limit());
        var log = _app.Services.GetRequiredService<ResourceLoggerService>().LogOf(id).Snapshot();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(after.Snapshot.ExitCode, Is.Null);
            Assert.That(log, Has.Some.Matches<LogLine>(line => line.Content.Contains("ended unasked", StringComparison.Ordinal)));
            Assert.That(log, Has.Some.Matches<LogLine>(line => line.Content.Contains("Now listening", StringComparison.Ordinal)));
        }
    }

    [Test]
    public async Task StopCommand_OfSupervisedReplica_StaysStoppedUntilStarted()
    {
        var id = (await _app.HealthyAsync("service")).ResourceId;
        await _app.ResourceCommands.ExecuteCommandAsync(id, KnownResourceCommands.StopCommand);
        var stopped = await _app.StateAsync(id, KnownResourceStates.Finished);
        var start = stopped.Snapshot.Commands.Single(command => command.Name == KnownResourceCommands.StartCommand);
        Assert.That(start.State, Is.EqualTo(ResourceCommandState.Enabled));

        // Longer than the pause before a restart: the supervisor must have seen that this was no crash.
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.That(
            _app.ResourceNotifications.TryGetCurrentState(id, out var still) ? still.Snapshot.State?.Text : null,
            Is.EqualTo(KnownResourceStates.Finished));

        await _app.ResourceCommands.ExecuteCommandAsync(id, KnownResourceCommands.StartCommand);
        await _app.HealthyAsync(id);
    }

    private static int ProcessOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int? ?? 0;
}
