namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>The services that sign in to Vault. Each has an AppRole and a policy of its name.</summary>
internal static class Role
{
    /// <summary>This service.</summary>
    public const string Own = "vault-operations";

    /// <summary>The services that this one provides for.</summary>
    public static readonly IReadOnlyList<string> Services = ["identity", "key-issuance", "rotation", "audit", "admin-query", "gateway"];

    /// <summary>Policies of people and tenants.</summary>
    public static readonly IReadOnlyList<string> People = ["tenant", "operator", "developer", "admin"];
}
