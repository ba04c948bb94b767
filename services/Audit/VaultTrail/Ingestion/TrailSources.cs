namespace PenguinMails.Audit.VaultTrail.Ingestion;

/// <summary>The ways in which Vault's entries come.</summary>
internal static class TrailSources
{
    public const string File = "file";
    public const string Socket = "socket";
}
