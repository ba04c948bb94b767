using System.Diagnostics.Metrics;

namespace PenguinMails.Ssh;

/// <summary>Names under which this library reports to OpenTelemetry. Neither spans nor metrics hold keys or key data.</summary>
public static class SshTelemetry
{
    /// <summary>Activity source and meter.</summary>
    public const string Name = "PenguinMails.Ssh";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Handshakes = Meter.CreateHistogram<double>(
        "penguinmails.ssh.handshake.duration", "s", "Duration of SSH handshakes by kind and answer.");

    private static readonly Histogram<double> Commands = Meter.CreateHistogram<double>(
        "penguinmails.ssh.command.duration", "s", "Duration of commands on servers by outcome.");

    internal static Activity? Start(string name, string address, int port)
    {
        var activity = Source.StartActivity(name, ActivityKind.Client);
        activity?.SetTag("server.address", address);
        activity?.SetTag("server.port", port);
        return activity;
    }

    internal static void Handshake(string kind, string answer, TimeSpan duration) => Handshakes.Record(
        duration.TotalSeconds, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("answer", answer));

    internal static void Command(string outcome, TimeSpan duration) => Commands.Record(
        duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
}
