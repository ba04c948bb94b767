namespace PenguinMails.Vault.Tests.Fixtures;

/// <summary>A wall clock that is wrong by hours; time passes as it does.</summary>
public sealed class SkewedTime(TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
}
