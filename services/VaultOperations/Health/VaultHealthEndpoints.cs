namespace PenguinMails.VaultOperations.Health;

/// <summary>Admins and operators see how Vault is.</summary>
internal static class VaultHealthEndpoints
{
    public static void MapVaultHealth(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/admin/vault/health", GetAsync)
        .RequireAuthorization(AccessPolicies.AdminRead).Audited("vault_health.view").WithTags("Vault")
        .Describe("getVaultHealth", "Tells how Vault is, also when it is sealed or does not answer");

    private static async Task<Ok<VaultHealthView>> GetAsync(VaultHealthState state, CancellationToken cancellationToken) =>
        TypedResults.Ok(VaultHealthView.Of(await state.ReadAsync(cancellationToken)));
}
