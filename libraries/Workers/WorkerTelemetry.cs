using System.Diagnostics.Metrics;

namespace PenguinMails.Workers;

internal static class WorkerTelemetry
{
    private static readonly Meter Meter = new("PenguinMails.Workers");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "penguinmails.worker.failures", "{failure}", "Runs of background loops that failed and were retried, by worker and kind");

    /// <summary>Counts a failed run: kind "outage" passes by itself, "unexpected" is a bug.</summary>
    public static void CountFailure(string worker, bool isTransient) =>
        Failures.Add(1, new("worker", worker), new("kind", isTransient ? "outage" : "unexpected"));
}
