using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PenguinMails.Ssh;

/// <summary>Names under which this library reports to OpenTelemetry.</summary>
public static class SshTelemetry
{
    /// <summary>Activity source and meter.</summary>
    public const string Name = "PenguinMails.Ssh";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Handshakes =
        Meter.CreateHistogram<double>("penguinmails.ssh.handshake.duration", "s", "Duration of SSH handshakes by kind and answer");

    internal static void Handshake(string kind, string answer, TimeSpan duration) => Handshakes.Record(
        duration.TotalSeconds, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("answer", answer));
}
