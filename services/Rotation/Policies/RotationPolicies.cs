using Microsoft.Extensions.Options;
using PenguinMails.Contracts;

namespace PenguinMails.Rotation.Policies;

/// <summary>The policy of each secret type.</summary>
public sealed class RotationPolicies(IOptions<RotationOptions> options)
{
    /// <summary>The longest interval that any policy may have; no due date lies further ahead.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromDays(365);

    /// <summary>The types that are rotated by schedule.</summary>
    public IReadOnlyList<string> Types => [.. new[] { SecretTypes.Ssh }.Where(type => For(type) is not null)];

    /// <summary>The policy for a type; null when secrets of this type are not rotated by schedule.</summary>
    public RotationPolicy? For(string secretType) => secretType switch
    {
        SecretTypes.Ssh => Of(options.Value.Ssh),
        _ => null,
    };

    private static RotationPolicy? Of(SecretTypeOptions type) => type.Enabled
        ? new RotationPolicy(type.Interval, type.GracePeriod, type.JitterWindow, type.RetryDelay, type.RetryDelayLimit)
        : null;
}
