using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests.Telemetry;

/// <summary>A gauge has the value of its last sample, and none when the sample failed.</summary>
[Category("Pure")]
public sealed class GaugeSamplerTests
{
    private const string Name = "penguinmails.test.queue";

    [Test]
    public async Task Gauge_WhoseSampleFails_HasNoValue()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var queue = new QueueGauge(services.GetRequiredService<IMeterFactory>());
        using var sampler = new GaugeSampler([new BrokenGauge(services.GetRequiredService<IMeterFactory>()), queue], TimeProvider.System, NullLogger<GaugeSampler>.Instance);

        await sampler.StartAsync(default);
        await Eventually.Async(() => Read().Count == 2);
        Assert.That(Read(), Is.EquivalentTo([("open", 3d), ("closed", 0d)]), "what does not occur counts as zero");
        await sampler.StopAsync(default);

        queue.Clear();
        Assert.That(Read(), Is.Empty);
    }

    private static List<(string?, double)> Read()
    {
        var values = new List<(string?, double)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Listen(instrument, self) };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => values.Add(((string?)tags[0].Value, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Name == Name)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private sealed class QueueGauge : GaugeSource
    {
        private readonly SampledGauge _gauge;

        public QueueGauge(IMeterFactory meters)
            : base(meters, "PenguinMails.Test") => _gauge = Gauge(Name, "{message}", "A test's.");

        public override Task SampleAsync(CancellationToken cancellationToken)
        {
            _gauge.Set("state", ["open", "closed"], [new Tally("open", 3)]);
            return Task.CompletedTask;
        }
    }

    private sealed class BrokenGauge(IMeterFactory meters) : GaugeSource(meters, "PenguinMails.Test")
    {
        public override Task SampleAsync(CancellationToken cancellationToken) => throw new TimeoutException("The database is away.");
    }
}
