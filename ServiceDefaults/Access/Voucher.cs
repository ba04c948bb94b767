namespace PenguinMails.ServiceDefaults;

/// <summary>A person who lately invited or reset an account, or did so to the account of another of its vouchers (docs/adr/0051-independent-second-persons.md).</summary>
/// <param name="UserId">Who; <see cref="Unknown"/> where the chain is too long to be told.</param>
/// <param name="Until">Until when the two do not count as independent of each other.</param>
public sealed record Voucher(Guid UserId, DateTimeOffset Until)
{
    /// <summary>It may be anybody.</summary>
    public static readonly Guid Unknown = Guid.Empty;

    private const char Separator = '@';

    /// <summary>As tokens and tables hold it.</summary>
    public override string ToString() => $"{UserId}{Separator}{Until.ToUnixTimeSeconds()}";

    /// <summary>Reads <see cref="ToString"/>. What cannot be read may be anybody, for good.</summary>
    public static Voucher Parse(string text) =>
        text.Split(Separator) is [var id, var seconds]
        && Guid.TryParse(id, out var userId)
        && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
        && until <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? new Voucher(userId, DateTimeOffset.FromUnixTimeSeconds(until))
            : new Voucher(Unknown, DateTimeOffset.MaxValue);
}

/// <summary>A person with the vouchers of their account.</summary>
public sealed record Vouched(Guid UserId, IReadOnlyList<Voucher> Vouchers)
{
    /// <summary>
    /// Until when the two may be one person behind two accounts: one vouched for the other, or a third vouched for both. Null: they are independent.
    /// </summary>
    public DateTimeOffset? DependsUntil(Vouched other, DateTimeOffset now)
    {
        var shared = from mine in Circle(now)
                     from theirs in other.Circle(now)
                     where mine.UserId == theirs.UserId || mine.UserId == Voucher.Unknown || theirs.UserId == Voucher.Unknown
                     select mine.Until < theirs.Until ? mine.Until : theirs.Until;
        return shared.Select(until => (DateTimeOffset?)until).Max();
    }

    private IEnumerable<Voucher> Circle(DateTimeOffset now) =>
        [new Voucher(UserId, DateTimeOffset.MaxValue), .. Vouchers.Where(voucher => voucher.Until > now)];
}

public static class Independence
{
    /// <summary>The next step of a caller who is refused with <c>not_independent</c>.</summary>
    public static string NextStep(DateTimeOffset until) => until == DateTimeOffset.MaxValue
        ? ProblemCatalog.NotIndependent.NextStep
        : $"Let another administrator decide, or wait until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC: until then the two accounts may be one person's.";
}
