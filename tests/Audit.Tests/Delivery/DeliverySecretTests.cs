using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Delivery;

/// <summary>What opens the channels is in no log, trace or table, also when they fail.</summary>
[Category("Component")]
internal sealed class DeliverySecretTests
{
    private const string RoutingKey = "routing-key-0123456789abcdef";
    private const string SigningSecret = "signing-secret-fedcba9876543210";
    private const string UrlToken = "url-token-00112233445566778899";

    [Test]
    public async Task Deliveries_FailingAndSucceeding_LeaveNoSecretBehind()
    {
        await using var receiver = await AlertReceiver.StartAsync();
        receiver.OnMessage = (_, count) => new Answer(count switch { 1 => 503, 2 => 400, _ => 202 });
        var traces = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);
        var folder = TestFolder.Create("alert-secrets");
        await File.WriteAllTextAsync(Path.Combine(folder, "routing-key"), RoutingKey);
        await File.WriteAllTextAsync(Path.Combine(folder, "signing-secret"), SigningSecret);
        await using var service = await AuditService.StartAsync(
            ("Audit:PagerDuty:RoutingKeyFile", Path.Combine(folder, "routing-key")),
            ("Audit:PagerDuty:BaseAddress", receiver.Address),
            ("Audit:Webhook:Url", $"{receiver.Address}/{UrlToken}?key={UrlToken}"),
            ("Audit:Webhook:SecretFile", Path.Combine(folder, "signing-secret")),
            ("Audit:Delivery:FirstRetry", "00:00:00.05"),
            ("Logging:LogLevel:Default", "Trace"));
        using var logs = new KeptLogs();
        service.Get<ILoggerFactory>().AddProvider(logs);

        await service.PublishAsync(Alert(), Alert(key: "another"), Alert(key: "a third"));
        // The refused one is an alert of its own, with deliveries of its own.
        await Eventually.Async(async () => await service.ScalarAsync<int>(
            "select count(*) from alert_delivery join alert using (alert_id) where kind <> 'audit.delivery_refused' and alert_delivery.state <> 'pending'") == 6);

        var canary = new LogCanary().Watch("routing key", RoutingKey).Watch("signing secret", SigningSecret).Watch("the address's token", UrlToken);
        // A line is written after what it tells of was committed.
        var kept = await Eventually.GetAsync(
            () => Task.FromResult(string.Join('\n', logs.Lines)),
            log => log.Contains("failed permanently", StringComparison.Ordinal) && log.Contains("is retried in", StringComparison.Ordinal),
            what: "The log that is listened to");
        Assert.That(canary.FindIn(kept), Is.Empty);
        // The receiver runs in this process too and traces the paths it serves; clients name whole addresses.
        Assert.That(traces.Where(trace => trace.Contains("url.full", StringComparison.Ordinal)).SelectMany(canary.FindIn), Is.Empty);
        Assert.That(await canary.FindInDatabaseAsync(service.OwnerConnectionString), Is.Empty);
        Assert.That(receiver.Received.SelectMany(message => message.Headers.Keys), Has.None.EqualTo("traceparent"));
    }

    private sealed class KeptLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
