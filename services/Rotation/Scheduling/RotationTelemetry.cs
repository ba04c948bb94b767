using System.Diagnostics.Metrics;

namespace PenguinMails.Rotation.Scheduling;

/// <summary>What this service reports to OpenTelemetry. Labels never name tenants.</summary>
internal static class RotationTelemetry
{
    private static readonly Meter Meter = new("PenguinMails.Rotation");

    private static readonly Histogram<double> Ticks = Meter.CreateHistogram<double>(
        "penguinmails.rotation.tick.duration", "s", "Duration of one look at what is due");

    public static void Tick(TimeSpan duration) => Ticks.Record(duration.TotalSeconds);
}
