namespace PenguinMails.DevVault.Logical;

/// <summary>A mount that every Vault has and nobody here uses.</summary>
internal sealed class EmptyBackend : Backend
{
    protected override IEnumerable<PathRoute> Routes() => [];
}
