using System.Diagnostics.Metrics;

namespace PenguinMails.Vault.Http;

/// <summary>Names under which this library reports to OpenTelemetry.</summary>
public static class VaultTelemetry
{
    /// <summary>The activity source; spans are named by kind of request, without tenant names.</summary>
    public const string SourceName = "PenguinMails.Vault";

    public const string MeterName = "PenguinMails.Vault";
}

internal static class Telemetry
{
    public static readonly ActivitySource Source = new(VaultTelemetry.SourceName);

    private static readonly Meter Meter = new(VaultTelemetry.MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "penguinmails.vault.request.duration", "s", "Time of Vault requests with all their attempts, by route and outcome.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "penguinmails.vault.request.retries", "{retry}", "Repeated attempts, by route.");

    private static readonly Counter<long> Logins = Meter.CreateCounter<long>(
        "penguinmails.vault.logins", "{login}", "Attempts to sign in to Vault, by outcome.");

    private static readonly Counter<long> Renewals = Meter.CreateCounter<long>(
        "penguinmails.vault.token.renewals", "{renewal}", "Attempts to renew the token, by outcome.");

    private static readonly Counter<long> Openings = Meter.CreateCounter<long>(
        "penguinmails.vault.circuit.openings", "{opening}", "How often the circuit breaker in front of Vault opened.");

    // Prometheus sees no increase in a series that begins at one.
    static Telemetry() => Logins.Add(0, Outcome(nameof(VaultTrouble.LoginRefused)));

    public static void CountOpening() => Openings.Add(1);

    public static void RecordRequest(VaultRoute route, string outcome, TimeSpan duration) => Duration.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("vault.route", route.Name),
        Outcome(outcome));

    public static void CountRetry(VaultRoute? route) => Retries.Add(1, new KeyValuePair<string, object?>("vault.route", route?.Name));

    public static void CountLogin(string outcome) => Logins.Add(1, Outcome(outcome));

    public static void CountRenewal(string outcome) => Renewals.Add(1, Outcome(outcome));

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);
}
