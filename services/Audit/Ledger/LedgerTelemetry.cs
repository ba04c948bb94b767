using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PenguinMails.Audit.Ledger;

/// <summary>What the ledger reports to OpenTelemetry.</summary>
internal static class LedgerTelemetry
{
    private static readonly ConcurrentDictionary<(string Chain, string Check), bool> Checks = new();

    private static readonly Meter Meter = new("PenguinMails.Audit");

    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "penguinmails.ledger.lag", "s", "Time from what happened to its record in the ledger.");

    private static readonly Gauge<int> Broken = Meter.CreateGauge<int>(
        "penguinmails.ledger.broken", "{chain}", "1 while a chain does not follow from what was signed, by chain; otherwise 0.");

    public static void Recorded(TimeSpan lag) => Lag.Record(Math.Max(0, lag.TotalSeconds));

    /// <summary>What a check came to. A chain is whole when all checks of it say so.</summary>
    public static void Checked(string chain, string check, bool isBroken)
    {
        Checks[(chain, check)] = isBroken;
        Broken.Record(Checks.Any(other => other.Key.Chain == chain && other.Value) ? 1 : 0, new KeyValuePair<string, object?>("chain", chain));
    }
}
