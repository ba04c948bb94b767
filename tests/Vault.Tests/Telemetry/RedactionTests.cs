using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using PenguinMails.TestKit;
using PenguinMails.Vault.Http;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Telemetry;

/// <summary>Nothing secret, and no tenant in a metric, whatever goes well or wrong.</summary>
[NonParallelizable]
[Category("Component")]
public sealed class RedactionTests
{
    private const string Material = "canary-of-the-material";

    [Test]
    public async Task Everything_SaidAboutRequests_HoldsNeitherMaterialNorTokens()
    {
        var vault = await MountedVault.SharedAsync();
        var role = await TestRole.CreateAsync(vault);
        var wrapped = await role.DeliverAsync();
        var said = new ConcurrentQueue<string>();
        var labels = new ConcurrentQueue<string>();
        using var spans = Spans(said);
        using var meters = Metrics(labels);
        using var logs = new RecordedLogs();
        var tenant = Guid.CreateVersion7();
        await using var proxy = await FaultProxy.StartAsync(vault.Address);
        await using var service = role.Connect(proxy.Address, logs: logs);

        var path = VaultPath.Ssh(tenant, "tenant");
        using var values = new PlainTextValues { { "private_key", Material } };
        await service.KeyValue.WriteAsync(path, values, 0);
        (await service.KeyValue.ReadAsync(path))!.Dispose();
        var token = await service.Wrapping.ReadWrappedAsync(path, TimeSpan.FromMinutes(1));
        await service.Wrapping.UnwrapAsync(token!);
        await SayAsync(said, () => service.Transit.EncryptAsync(TransitKey.ForTenant(tenant), System.Text.Encoding.UTF8.GetBytes(Material)));
        await SayAsync(said, () => service.KeyValue.DestroyAsync(path, [1]));
        proxy.Plan(_ => new Fault.Answer(500, $$"""{"errors":["{{Material}}"]}"""));
        await SayAsync(said, () => service.KeyValue.ReadAsync(path));
        proxy.Plan(_ => new Fault.Answer(400, $$"""{"errors":["{{Material}}"]}"""));
        await SayAsync(said, () => service.KeyValue.WriteAsync(path, values, 1));

        var serviceToken = await service.Session.GetTokenAsync(CancellationToken.None);
        var everything = string.Join('\n', [.. said, .. labels, logs.AllText]);
        Assert.Multiple(() =>
        {
            Assert.That(new LogCanary().Watch("material", Material).Watch("wrapped secret id", wrapped).Watch("wrapped material", token!.Reveal())
                .Watch("token", serviceToken).FindIn(everything), Is.Empty);
            Assert.That(said.Count(text => text.Contains("vault ", StringComparison.Ordinal)), Is.GreaterThan(5), "spans were recorded");
            Assert.That(labels, Has.Some.Contains("POST secret/data/penguinmails/ssh/*/*"));
            Assert.That(string.Join('\n', labels), Does.Not.Contain(tenant.ToString()).And.Not.Contains(role.Name));
        });
    }

    private static async Task SayAsync(ConcurrentQueue<string> said, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultRefusedException)
        {
            said.Enqueue(failure.ToString());
        }
    }

    private static ActivityListener Spans(ConcurrentQueue<string> said)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is VaultTelemetry.SourceName or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => said.Enqueue(
                $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(happening => happening.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Metrics(ConcurrentQueue<string> labels)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name is VaultTelemetry.MeterName or "System.Net.Http")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => labels.Enqueue(string.Join(' ', tags.ToArray())));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => labels.Enqueue(string.Join(' ', tags.ToArray())));
        listener.Start();
        return listener;
    }
}
