using System.Diagnostics.Metrics;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>Metrics of the correlation of reads in Vault with the platform's records.</summary>
internal static class AccessTelemetry
{
    private static readonly Meter Meter = new("PenguinMails.Audit");

    private static readonly Counter<long> Reads =
        Meter.CreateCounter<long>("penguinmails.vault_trail.reads", "{read}", "Reads of tenants' material in Vault, by verdict");

    public static void Read(string verdict) => Reads.Add(1, new KeyValuePair<string, object?>("verdict", verdict));
}
