namespace PenguinMails.DevVault.Mounts;

/// <summary>
/// How many wrong logins lock a name at an auth mount, and for how long. Zero stands for Vault's default.
/// (https://developer.hashicorp.com/vault/docs/concepts/user-lockout)
/// </summary>
internal sealed record UserLockout(long Threshold, TimeSpan Duration, TimeSpan CounterReset, bool IsDisabled)
{
    public static readonly UserLockout Default = new(0, TimeSpan.Zero, TimeSpan.Zero, IsDisabled: false);

    private static readonly TimeSpan DefaultDuration = TimeSpan.FromMinutes(15);

    public long EffectiveThreshold => Threshold > 0 ? Threshold : 5;

    public TimeSpan EffectiveDuration => Duration > TimeSpan.Zero ? Duration : DefaultDuration;

    public TimeSpan EffectiveCounterReset => CounterReset > TimeSpan.Zero ? CounterReset : DefaultDuration;

    /// <summary>The settings as mounts show them.</summary>
    public Dictionary<string, object?> ToJson() => new(StringComparer.Ordinal)
    {
        ["user_lockout_counter_reset_duration"] = (long)CounterReset.TotalSeconds,
        ["user_lockout_disable"] = IsDisabled,
        ["user_lockout_duration"] = (long)Duration.TotalSeconds,
        ["user_lockout_threshold"] = Threshold,
    };
}
