namespace PenguinMails.KeyIssuance.ApiKeys.Keys;

/// <summary>Where a tenant's keys are.</summary>
internal static class ApiKeyAddress
{
    public const string Root = "/api/v1/tenant/api-keys";

    /// <summary>What there is to see of one key: how it was used.</summary>
    public static string Of(Guid keyId) => $"{Root}/{keyId}/usage";
}
