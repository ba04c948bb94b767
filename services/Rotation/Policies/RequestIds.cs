namespace PenguinMails.Rotation.Policies;

/// <summary>Ids of rotation requests: one per secret and due date, whichever instance asks and however often.</summary>
internal static class RequestIds
{
    /// <summary>The request for a due date.</summary>
    public static Guid For(SecretReference secret, DateTimeOffset dueAt) => DerivedId.Of($"{secret}@{dueAt.UtcTicks}");

    /// <summary>A campaign's request for a secret, its first or a later try.</summary>
    public static Guid For(Guid campaignId, SecretReference secret, int attempt) => DerivedId.Of($"{campaignId}/{secret}#{attempt}");
}
