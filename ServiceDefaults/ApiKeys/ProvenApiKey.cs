namespace PenguinMails.ServiceDefaults;

/// <param name="Key">A key, between services.</param>
public sealed record PlainTextPresentedKey(string Key)
{
    public override string ToString() => "API key (redacted)";
}

/// <summary>A key that works, as who issued it says.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="TenantId">Whose it is.</param>
/// <param name="Permissions">What it may do.</param>
public sealed record ProvenApiKey(Guid KeyId, Guid TenantId, IReadOnlyList<string> Permissions);

/// <summary>A token that carries the calls of a key to the services behind the gateway. It leaves the platform in no answer.</summary>
/// <param name="Token">The token.</param>
/// <param name="ExpiresInSeconds">How long it is valid.</param>
public sealed record PlainTextKeyToken(string Token, int ExpiresInSeconds)
{
    public override string ToString() => "token of an API key (redacted)";
}
