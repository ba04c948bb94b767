namespace PenguinMails.Rotation.Campaigns;

/// <summary>How far a campaign has come with one secret, as the API shows it.</summary>
internal static class CampaignItemStates
{
    /// <summary>The campaign has not come to it yet.</summary>
    public const string Pending = "pending";

    /// <summary>Its rotation is under way.</summary>
    public const string Running = "running";

    /// <summary>It was rotated.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>It could not be rotated.</summary>
    public const string Failed = "failed";

    /// <summary>It ended meanwhile, or the campaign was cancelled before it came to it.</summary>
    public const string Skipped = "skipped";

    public static readonly IReadOnlyList<string> All = [Pending, Running, Succeeded, Failed, Skipped];
}
