using System.Diagnostics.Metrics;

namespace PenguinMails.Audit.VaultTrail;

/// <summary>What following Vault's trail reports to OpenTelemetry.</summary>
internal static class TrailTelemetry
{
    private static readonly Meter Meter = new("PenguinMails.Audit");

    private static readonly Counter<long> UnreadableLines =
        Meter.CreateCounter<long>("penguinmails.vault_trail.unreadable", "{line}", "Lines of Vault's audit log that were no entries, by reason");

    private static readonly Counter<long> Judged =
        Meter.CreateCounter<long>("penguinmails.vault_trail.reads", "{read}", "Reads of tenants' material that were judged, by verdict");

    public static void Unreadable(string reason) => UnreadableLines.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void Read(string verdict) => Judged.Add(1, new KeyValuePair<string, object?>("verdict", verdict));
}
