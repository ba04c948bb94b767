namespace PenguinMails.Vault;

/// <summary>Names under which this library reports to OpenTelemetry.</summary>
public static class VaultTelemetry
{
    /// <summary>The activity source; spans are named by route template, without tenant names.</summary>
    public const string SourceName = "PenguinMails.Vault";

    /// <summary>The meter.</summary>
    public const string MeterName = "PenguinMails.Vault";
}
