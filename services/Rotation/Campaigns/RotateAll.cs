using System.ComponentModel.DataAnnotations;

namespace PenguinMails.Rotation.Campaigns;

/// <summary>Which secrets to rotate, and how carefully. Without <c>confirm</c> nothing begins: the answer says what would.</summary>
/// <param name="SecretType">ssh, smtp, dkim or all.</param>
/// <param name="Scope">all; overdue: those older than their policy allows; selected: exactly those in <c>secrets</c>.</param>
/// <param name="Reason">Why; kept in histories and audit. Needed to begin.</param>
/// <param name="Confirm">true to begin.</param>
/// <param name="Canary">This percentage goes first, 1 to 50; the rest follows only if it goes well.</param>
/// <param name="Concurrency">How many rotations are under way at a time, 1 to 50. Default 8.</param>
/// <param name="PerServer">How many of them on one server, 1 to 10. Default 2.</param>
/// <param name="MaxFailurePercent">The campaign halts when more than this percentage of the outcomes are failures, 0 to 100. Default 10.</param>
/// <param name="GracePeriod">
/// How long replaced versions keep working, ISO 8601, 1 min to 7 days, where DKIM keys are among them at least 48 h; absent: as each policy says.
/// </param>
/// <param name="Secrets">With scope selected: at most 500 secrets.</param>
[Example("""{"secretType":"ssh","scope":"overdue","reason":"Quarterly rotation","confirm":true,"canary":5,"maxFailurePercent":10}""")]
internal sealed record RotateAll(
    [property: OneOf(typeof(CampaignTypes))] string? SecretType,
    [property: OneOf(typeof(CampaignScopes))] string? Scope,
    string? Reason = null,
    bool? Confirm = null,
    [property: Range(1, 50)] int? Canary = null,
    [property: Range(1, 50)] int? Concurrency = null,
    [property: Range(1, 10)] int? PerServer = null,
    [property: Range(0, 100)] int? MaxFailurePercent = null,
    [property: WrittenAs(TextForm.Duration)] string? GracePeriod = null,
    [property: MaxLength(RotateAll.MaxSecrets)] IReadOnlyList<SelectedSecret?>? Secrets = null)
{
    public const int MaxSecrets = 500;
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);

    internal TimeSpan? Grace => IsoDuration.Parse(GracePeriod);

    /// <summary>The longest that any of the types needs which it covers.</summary>
    private TimeSpan NeededGrace => RotatedTypes.All.Where(type => Covers(type.Name)).Select(type => type.NeededGrace).DefaultIfEmpty().Max();

    private bool Covers(string type) => Scope == CampaignScopes.Selected
        ? Secrets?.Any(secret => secret?.Type == type) == true
        : SecretType == CampaignTypes.All || SecretType == type;

    public FieldErrors Validate()
    {
        var errors = new FieldErrors()
            .Require(
                SecretType == CampaignTypes.All || PolicyBounds.Of(SecretType) is not null,
                "secretType",
                $"Must be one of {string.Join(", ", RotatedTypes.Names)}, {CampaignTypes.All}.")
            .Require(CampaignScopes.All.Contains(Scope), "scope", $"Must be one of {string.Join(", ", CampaignScopes.All)}.")
            .Require(Canary is null or (>= 1 and <= 50), "canary", "Must be a percentage from 1 to 50, or absent.")
            .Require(Concurrency is null or (>= 1 and <= 50), "concurrency", "Must be a whole number from 1 to 50.")
            .Require(PerServer is null or (>= 1 and <= 10), "perServer", "Must be a whole number from 1 to 10.")
            .Require(MaxFailurePercent is null or (>= 0 and <= 100), "maxFailurePercent", "Must be a whole number from 0 to 100.")
            .Require(
                GracePeriod is null || (Grace >= ShortestGrace && Grace <= LongestGrace),
                "gracePeriod",
                "Must be an ISO 8601 duration from PT1M to P7D, such as PT24H.")
            .Require(
                !(Grace < NeededGrace),
                "gracePeriod",
                $"Must be at least {IsoDuration.Format(NeededGrace)} where DKIM keys are rotated: mail that is under way would fail. Rotate the other types on their own, or leave it out.")
            .RequireReason(Reason, required: Confirm == true);
        if (Scope == CampaignScopes.Selected)
        {
            errors.Require(Secrets is { Count: >= 1 and <= MaxSecrets }, "secrets", $"Name 1 to {MaxSecrets} secrets.");
            errors.Require(
                Secrets?.All(secret => secret is { Type: not null, Name: not null }) != false,
                "secrets",
                "Each needs tenantId, type and name.");
        }
        else
        {
            errors.Require(Secrets is null or { Count: 0 }, "secrets", $"Goes with scope {CampaignScopes.Selected} only.");
        }

        return errors;
    }
}

/// <summary>One secret to rotate.</summary>
/// <param name="TenantId">Whose it is.</param>
/// <param name="Type">ssh, smtp or dkim.</param>
/// <param name="Name">Its name within its type, for example <c>tenant</c>.</param>
internal sealed record SelectedSecret(Guid TenantId, [property: OneOf(typeof(SecretTypes))] string? Type, string? Name);
