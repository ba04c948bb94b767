namespace PenguinMails.Contracts.Messages;

/// <summary>Says which service a kind of request for approval belongs to. Messages about it are taken from that service alone.</summary>
public static class ApprovalKinds
{
    private static readonly Dictionary<string, string> Areas = new(StringComparer.Ordinal)
    {
        ["audit_log"] = PlatformServices.Audit,
        ["secret"] = PlatformServices.KeyIssuance,
    };

    /// <param name="kind">The kind, such as <c>audit_log.export</c>.</param>
    /// <returns>The service; null: nobody's.</returns>
    public static string? OwnerOf(string kind) => Areas.GetValueOrDefault(kind.Split('.')[0]);
}
