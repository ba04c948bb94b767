using System.Text.Json.Nodes;

namespace PenguinMails.TestKit;

/// <summary>The tokens of a user as Identity makes them.</summary>
/// <param name="Role">The role.</param>
public sealed record TestTokens(string Role)
{
    public const string AccessType = "at+jwt";

    public const string GrantType = "step-up+jwt";

    private static readonly TimeSpan GrantLifetime = TimeSpan.FromMinutes(5);

    public Guid UserId { get; init; } = Guid.CreateVersion7();

    public Guid SessionId { get; init; } = Guid.CreateVersion7();

    public string Email { get; init; } = "somebody@penguin.example";

    public Guid? TenantId { get; init; }

    /// <summary>What a program's or a key's token is for; null: it is a person's.</summary>
    public string? Scope { get; init; }

    /// <summary>Who vouched for the user lately.</summary>
    public IReadOnlyList<Guid> Vouchers { get; init; } = [];

    /// <summary>How long the access token is valid yet.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(30);

    public string Access(TestSigningKey key) => key.Sign(key.Header(AccessType), AccessPayload());

    public string Grant(TestSigningKey key) => key.Sign(key.Header(GrantType), GrantPayload());

    public JsonObject AccessPayload()
    {
        var payload = Payload("urn:penguinmails:api", Lifetime);
        (payload["email"], payload["role"]) = (Email, Role);
        if (TenantId is { } tenantId)
        {
            payload["tenant_id"] = tenantId.ToString();
        }

        if (Scope is not null)
        {
            payload["scope"] = Scope;
        }

        if (Vouchers is not [])
        {
            var until = (TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1)).ToUnixTimeSeconds();
            payload["vouchers"] = new JsonArray([.. Vouchers.Select(voucher => JsonValue.Create($"{voucher}@{until}"))]);
        }

        return payload;
    }

    public JsonObject GrantPayload() => Payload("urn:penguinmails:step-up", GrantLifetime);

    private JsonObject Payload(string audience, TimeSpan lifetime)
    {
        var expires = (TimeProvider.System.GetUtcNow() + lifetime).ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = "urn:penguinmails:identity",
            ["aud"] = audience,
            ["sub"] = UserId.ToString(),
            ["sid"] = SessionId.ToString(),
            ["iat"] = Math.Min(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), expires),
            ["exp"] = expires,
            ["jti"] = Guid.CreateVersion7().ToString(),
        };
    }
}
