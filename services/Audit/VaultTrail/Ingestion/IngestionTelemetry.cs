using System.Diagnostics.Metrics;

namespace PenguinMails.Audit.VaultTrail.Ingestion;

/// <summary>Metrics of the ingestion of Vault's audit log.</summary>
internal static class IngestionTelemetry
{
    private static readonly Meter Meter = new("PenguinMails.Audit");

    private static readonly Counter<long> UnreadableLines =
        Meter.CreateCounter<long>("penguinmails.vault_trail.unreadable", "{line}", "Lines of Vault's audit log that are not valid entries, by reason");

    public static void Unreadable(string reason) => UnreadableLines.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
