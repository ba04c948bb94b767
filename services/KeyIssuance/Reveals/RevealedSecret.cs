namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>The answer to a reveal by step-up, for types whose descriptor allows it; <see cref="RevealAnswer"/> writes it.</summary>
/// <param name="RevealId">Ties the answer to its audit records.</param>
/// <param name="Fields">The material by field name, as the type stores it.</param>
/// <param name="CreatedAt">When the version was made, UTC.</param>
/// <param name="LastRotated">When the version became current, UTC.</param>
/// <param name="NextRotation">When the next rotation is due, UTC.</param>
/// <param name="ExpiresAt">Until when the material may be shown, UTC: 15 minutes ahead.</param>
public sealed record RevealedSecret(
    Guid RevealId,
    IReadOnlyDictionary<string, string> Fields,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastRotated,
    DateTimeOffset? NextRotation,
    DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"[revealed secret {RevealId}, redacted]";
}
