using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Tokens;

/// <summary>How long a token may live, from what was asked for, its role, its mount and its own limits.</summary>
internal sealed record TimeToLive(TimeSpan Value, string? Warning)
{
    /// <summary>Vault's own default and limit: 32 days.</summary>
    public static readonly TimeSpan SystemDefault = TimeSpan.FromHours(768);

    /// <param name="Asked">Zero for the default.</param>
    /// <param name="Period">Zero for a token that is not periodic.</param>
    /// <param name="MaxTtl">The role's limit; zero for none.</param>
    /// <param name="ExplicitMaxTtl">The token's own limit; zero for none.</param>
    /// <param name="Start">When the token was made: limits count from there.</param>
    internal sealed record Wish(
        TimeSpan Asked, TimeSpan Period, TimeSpan MaxTtl, TimeSpan ExplicitMaxTtl, DateTimeOffset Start, LeaseLimits Mount);

    /// <exception cref="RefusedException">The limit has passed.</exception>
    public static TimeToLive Calculate(Wish wish, DateTimeOffset now)
    {
        now = Seconds(now);
        var limit = Smaller(Smaller(wish.Mount.Max, wish.MaxTtl), wish.ExplicitMaxTtl);
        if (wish.Period > TimeSpan.Zero)
        {
            var period = Smaller(wish.Period, limit);
            return wish.ExplicitMaxTtl > TimeSpan.Zero ? Capped(period, Seconds(wish.Start) + wish.ExplicitMaxTtl - now) : new(period, null);
        }

        return Capped(wish.Asked > TimeSpan.Zero ? wish.Asked : wish.Mount.Default, Seconds(wish.Start) + limit - now);
    }

    private static TimeToLive Capped(TimeSpan ttl, TimeSpan left) => left switch
    {
        _ when left <= TimeSpan.Zero => throw RefusedException.Failed(StatusCodes.Status500InternalServerError, "past the max TTL, cannot renew"),
        _ when ttl > left => new(
            left,
            $"TTL of \"{Rfc3339.ShortDuration(ttl)}\" exceeded the effective max_ttl of \"{Rfc3339.ShortDuration(left)}\"; TTL value is capped accordingly"),
        _ => new(ttl, null),
    };

    private static TimeSpan Smaller(TimeSpan limit, TimeSpan other) => other > TimeSpan.Zero && other < limit ? other : limit;

    private static DateTimeOffset Seconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}

/// <summary>What a mount allows.</summary>
internal sealed record LeaseLimits(TimeSpan Default, TimeSpan Max)
{
    public static readonly LeaseLimits System = new(TimeToLive.SystemDefault, TimeToLive.SystemDefault);
}
