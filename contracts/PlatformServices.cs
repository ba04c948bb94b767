namespace PenguinMails.Contracts;

/// <summary>The services that send or take messages. Each has an account of its name at the broker.</summary>
public static class PlatformServices
{
    public const string AdminQuery = "admin-query";
    public const string Audit = "audit";
    public const string Identity = "identity";
    public const string KeyIssuance = "key-issuance";
    public const string Rotation = "rotation";
    public const string VaultOperations = "vault-operations";

    public static readonly IReadOnlyList<string> All = [AdminQuery, Audit, Identity, KeyIssuance, Rotation, VaultOperations];
}
