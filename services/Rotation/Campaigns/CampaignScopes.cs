namespace PenguinMails.Rotation.Campaigns;

/// <summary>Which secrets of its type a campaign covers.</summary>
internal static class CampaignScopes
{
    /// <summary>Every secret.</summary>
    public const string Every = "all";

    /// <summary>Secrets that are older than their policy allows.</summary>
    public const string Overdue = "overdue";

    /// <summary>Exactly the secrets that the request names.</summary>
    public const string Selected = "selected";

    public static readonly IReadOnlyList<string> All = [Every, Overdue, Selected];
}

/// <summary>Which types of secrets a campaign covers.</summary>
internal static class CampaignTypes
{
    public const string Ssh = SecretTypes.Ssh;
    public const string Smtp = SecretTypes.Smtp;
    public const string Dkim = SecretTypes.Dkim;

    /// <summary>Every type.</summary>
    public const string All = "all";
}
