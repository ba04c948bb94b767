namespace PenguinMails.Vault.Session;

/// <summary>A token and how long it lives, measured by this process's monotonic clock: a skewed wall clock does no harm.</summary>
/// <param name="PlainText">The token.</param>
/// <param name="ReceivedAt">Timestamp of <see cref="TimeProvider.GetTimestamp"/> before the request that brought it.</param>
/// <param name="Lease">How long it lives from then on; zero: for ever.</param>
/// <param name="FirstLease">The lease that it was born with. Renewals that give much less tell that its end of life is near.</param>
/// <param name="IsRenewable">Vault will renew it.</param>
internal sealed record LiveToken(string PlainText, long ReceivedAt, TimeSpan Lease, TimeSpan FirstLease, bool IsRenewable)
{
    public bool NeverExpires => Lease == TimeSpan.Zero;

    /// <summary>Worth renewing, rather than signing in again.</summary>
    public bool CanRenew => IsRenewable && Lease > FirstLease / 2;

    public bool IsExpired(TimeProvider time) => !NeverExpires && time.GetElapsedTime(ReceivedAt) >= Lease;

    /// <summary>How long to wait before renewing: until two thirds of the lease, a little less by chance so that instances spread.</summary>
    public TimeSpan UntilRenewal(TimeProvider time, double chance)
    {
        var due = (Lease * (0.6 + (chance * 0.1))) - time.GetElapsedTime(ReceivedAt);
        return due > TimeSpan.Zero ? due : TimeSpan.Zero;
    }

    public override string ToString() => $"[token, lease {Lease}, redacted]";
}
