namespace PenguinMails.ServiceDefaults;

/// <summary>What one kind of token that Identity signs looks like. No kind passes as another: type and audience both differ.</summary>
/// <param name="Type">The header <c>typ</c> (RFC 8725, 3.11).</param>
/// <param name="Audience">The claim <c>aud</c>.</param>
/// <param name="LongestLifetime">The longest time between <c>iat</c> and <c>exp</c>.</param>
public sealed record TokenRules(string Type, string Audience, TimeSpan LongestLifetime)
{
    /// <summary>The claim <c>iss</c> of every token.</summary>
    public const string Issuer = "urn:penguinmails:identity";

    /// <summary>The only signature algorithm: ECDSA with P-256 and SHA-256.</summary>
    public const string Algorithm = "ES256";

    /// <summary>How far the clock of a service may be behind that of Identity: a token is taken this long after its end.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>How long an ended session is remembered after its last token has expired; longer than the skew of any clock.</summary>
    public static readonly TimeSpan RevocationMargin = TimeSpan.FromSeconds(30);

    /// <summary>Sent as <c>Authorization: Bearer …</c> (RFC 9068).</summary>
    public static TokenRules Access { get; } = new("at+jwt", "urn:penguinmails:api", TimeSpan.FromHours(1));

    /// <summary>Sent as <c>X-Step-Up</c> beside the access token of the same user and session.</summary>
    public static TokenRules StepUp { get; } = new("step-up+jwt", "urn:penguinmails:step-up", TimeSpan.FromMinutes(5));
}
