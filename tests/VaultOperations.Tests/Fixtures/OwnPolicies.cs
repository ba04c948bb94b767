using PenguinMails.Vault.Connection;

namespace PenguinMails.VaultOperations.Tests.Fixtures;

internal static class OwnPolicies
{
    /// <summary>The policies of the connection's own token, as Vault has them.</summary>
    public static async Task<IReadOnlyList<string?>> PoliciesAsync(this VaultConnection connection)
    {
        var answer = await connection.Api.SendAsync(HttpMethod.Get, "auth/token/lookup-self");
        return [.. answer.Data.GetProperty("policies").EnumerateArray().Select(policy => policy.GetString())];
    }
}
