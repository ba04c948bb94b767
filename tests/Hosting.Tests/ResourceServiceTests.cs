using System.Buffers.Binary;
using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dashboard.Protocol;
using Google.Protobuf;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PenguinMails.Hosting.Tests;

/// <summary>The server that the dashboard asks, asked over plain HTTP/2.</summary>
[TestFixture]
public sealed class ResourceServiceTests
{
    private DistributedApplication _app = null!;
    private HttpClient _client = null!;
    private string _key = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = SampleApplication.CreateBuilder();
        builder.AddParameter("token", "hidden-value", secret: true);
        builder.AddExecutable("talker", "/bin/sh", ".", "-c", "echo hello; echo oops >&2; sleep 600").WithHttpEndpoint(name: "web");
        _app = builder.Build();
        await _app.StartAsync();
        await _app.HealthyAsync("talker");
        var address = await _app.Services.GetRequiredService<ResourceService>().StartAsync(CancellationToken.None);
        _key = _app.Services.GetRequiredService<IConfiguration>()["AppHost:ResourceService:ApiKey"]!;
        _client = new HttpClient { BaseAddress = address, Timeout = SampleApplication.Deadline };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [TestCase(null)]
    [TestCase("wrong")]
    public async Task AnyCall_WithoutKey_IsRefused(string? key)
    {
        using var response = await CallAsync("WatchResources", new WatchResourceConsoleLogsRequest(), key);
        Assert.That(response.Headers.GetValues("grpc-status").Single(), Is.EqualTo("16"));
    }

    [Test]
    public async Task UnknownCall_WithKey_IsRefused()
    {
        using var response = await CallAsync("DropEverything", new WatchResourceConsoleLogsRequest(), _key);
        Assert.That(response.Headers.GetValues("grpc-status").Single(), Is.EqualTo("5"));
    }

    [Test]
    public async Task GetApplicationInformation_WithKey_EndsWithStatusOk()
    {
        using var response = await CallAsync("GetApplicationInformation", new WatchResourceConsoleLogsRequest(), _key);
        var body = await response.Content.ReadAsByteArrayAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ApplicationInformationResponse.Parser.ParseFrom(body.AsSpan(5)).ApplicationName, Is.Not.Empty);
            Assert.That(response.TrailingHeaders.GetValues("grpc-status").Single(), Is.EqualTo("0"));
        }
    }

    [Test]
    public async Task WatchResources_ThroughStopAndStart_TellsEveryState()
    {
        using var response = await CallAsync("WatchResources", new WatchResourceConsoleLogsRequest(), _key);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var initial = (await NextAsync(stream, WatchResourcesUpdate.Parser)).InitialData.Resources;
        var talker = initial.Single(resource => resource.DisplayName == "talker");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(talker.State, Is.EqualTo("Running"));
            Assert.That(talker.CreatedAt, Is.Not.Null, "The dashboard refuses resources without it.");
            Assert.That(talker.Urls.Single().FullUrl, Does.Match(@"^http://localhost:\d+$"));
            Assert.That(initial.Single(resource => resource.DisplayName == "token").ToString(), Does.Not.Contain("hidden-value"));
        }

        await CommandAsync(talker.Name, "stop");
        await UntilStateAsync(stream, talker.Name, "Finished");
        await CommandAsync(talker.Name, "start");
        await UntilStateAsync(stream, talker.Name, "Running");
    }

    [Test]
    public async Task WatchResourceConsoleLogs_OfRunningProcess_TellsBothStreams()
    {
        var id = (await _app.StateAsync("talker", KnownResourceStates.Running)).ResourceId;
        using var response = await CallAsync("WatchResourceConsoleLogs", new WatchResourceConsoleLogsRequest { ResourceName = id }, _key);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var lines = new List<ConsoleLogLine>();
        while (!lines.Exists(line => line.Text.EndsWith("hello", StringComparison.Ordinal) && !line.IsStdErr)
            || !lines.Exists(line => line.Text.EndsWith("oops", StringComparison.Ordinal) && line.IsStdErr))
        {
            lines.AddRange((await NextAsync(stream, WatchResourceConsoleLogsUpdate.Parser)).LogLines);
        }

        Assert.That(lines.Select(line => line.LineNumber), Is.Ordered);
    }

    private async Task CommandAsync(string resource, string command)
    {
        using var response = await CallAsync(
            "ExecuteResourceCommand", new ResourceCommandRequest { ResourceName = resource, CommandName = command }, _key);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.That(ResourceCommandResponse.Parser.ParseFrom(body.AsSpan(5)).Kind, Is.EqualTo(ResourceCommandResponseKind.Succeeded));
    }

    private async Task<HttpResponseMessage> CallAsync(string method, IMessage message, string? key)
    {
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.CalculateSize());
        message.WriteTo(frame.AsSpan(5));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/aspire.v1.DashboardService/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new("application/grpc") } },
        };
        if (key is not null)
        {
            request.Headers.Add("x-resource-service-api-key", key);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<T> NextAsync<T>(Stream stream, MessageParser<T> parser)
        where T : IMessage<T>
    {
        var prefix = new byte[5];
        await stream.ReadExactlyAsync(prefix, SampleApplication.Limit());
        var body = new byte[BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1))];
        await stream.ReadExactlyAsync(body, SampleApplication.Limit());
        return parser.ParseFrom(body);
    }

    private static async Task UntilStateAsync(Stream stream, string resource, string state)
    {
        WatchResourcesUpdate update;
        do
        {
            update = await NextAsync(stream, WatchResourcesUpdate.Parser);
        }
        while (!update.Changes.Value.Any(change => change.Upsert.Name == resource && change.Upsert.State == state));
    }
}
