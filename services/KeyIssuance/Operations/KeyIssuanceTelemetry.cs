using System.Diagnostics.Metrics;

namespace PenguinMails.KeyIssuance.Operations;

/// <summary>What this service reports to OpenTelemetry. Labels name kinds, steps and outcomes, never tenants.</summary>
internal static class KeyIssuanceTelemetry
{
    public const string Name = "PenguinMails.KeyIssuance";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Operations =
        Meter.CreateCounter<long>("penguinmails.operations", "{operation}", "Operations that ended, by secret type, kind and outcome");

    private static readonly Histogram<double> Steps =
        Meter.CreateHistogram<double>("penguinmails.operation.step.duration", "s", "Duration of one attempt of a step, by kind, step and outcome");

    private static readonly Counter<long> Checks =
        Meter.CreateCounter<long>("penguinmails.drift.looks", "{look}", "Checks of servers, by outcome");

    private static readonly Counter<long> Findings =
        Meter.CreateCounter<long>("penguinmails.drift.findings", "{finding}", "Findings that began, by kind");

    public static void Checked(string outcome) => Checks.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public static void Drifted(string kind) => Findings.Add(1, new KeyValuePair<string, object?>("kind", kind));

    private static readonly Counter<long> Reveals =
        Meter.CreateCounter<long>("penguinmails.reveals", "{reveal}", "Secrets that were handed out, by type and outcome");

    /// <param name="type">The secret's type.</param>
    /// <param name="outcome">delivered or unconfirmed.</param>
    public static void Revealed(string type, string outcome) =>
        Reveals.Add(1, new KeyValuePair<string, object?>("type", type), new KeyValuePair<string, object?>("outcome", outcome));

    public static void Ended(string type, string kind, string outcome) => Operations.Add(
        1,
        new KeyValuePair<string, object?>("type", type),
        new KeyValuePair<string, object?>("kind", kind),
        new KeyValuePair<string, object?>("outcome", outcome));

    public static void Step(string kind, string step, string outcome, TimeSpan duration) => Steps.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("kind", kind),
        new KeyValuePair<string, object?>("step", step),
        new KeyValuePair<string, object?>("outcome", outcome));
}
