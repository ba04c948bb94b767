namespace PenguinMails.Ssh;

/// <summary>What ends, or will end, the use of an account however good its keys are.</summary>
/// <param name="Shell">Its login shell.</param>
/// <param name="IsShellThere">Whether that shell exists on the server.</param>
/// <param name="LastChange">The day of the last change of its password; null where that is not kept. 0: it must be changed now.</param>
/// <param name="MaximalAge">Days after which the password must be changed; null: never.</param>
/// <param name="Expiry">The day on which the account expires; null: never.</param>
/// <param name="Today">The server's day. Days are counted since 1970, as in shadow(5).</param>
public sealed record AccountLimits(string Shell, bool IsShellThere, int? LastChange, int? MaximalAge, int? Expiry, int Today)
{
    // Distributions write 99999 for "never".
    private const int NoAge = 10_000;

    /// <summary>The limits, each with what it does.</summary>
    public IReadOnlyList<AccountLimit> All => [.. new[] { ShellLimit(), ExpiryLimit(), AgeLimit() }.OfType<AccountLimit>()];

    // "shell there|missing shadow today", as check-keys.sh prints it: the shell in Base64, the fields of shadow(5) from the third on.
    internal static AccountLimits Parse(string shell, string there, string shadow, string today)
    {
        var fields = shadow.Split(':');
        return new AccountLimits(
            SshdSettings.Text(shell), there == "there", Number(fields, 0), Number(fields, 2) is { } age and < NoAge ? age : null, Number(fields, 5),
            int.Parse(today, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static int? Number(string[] fields, int index) =>
        index < fields.Length && int.TryParse(fields[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string DateOf(long day) =>
        day < (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Days
            ? DateTimeOffset.UnixEpoch.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : $"day {day}";

    private AccountLimit? ShellLimit() => this switch
    {
        { IsShellThere: false } => new AccountLimit(AccountLimit.OfShell, $"its shell {Shell} does not exist on the server", IsInForce: true),
        _ when Shell[(Shell.LastIndexOf('/') + 1)..] is "nologin" or "false" or "true" =>
            new AccountLimit(AccountLimit.OfShell, $"its shell is {Shell}, which runs no command", IsInForce: true),
        _ => null,
    };

    private AccountLimit? ExpiryLimit() => Expiry switch
    {
        null => null,
        <= 0 => new AccountLimit("expiry", "it has expired", IsInForce: true),
        var day when day <= Today => new AccountLimit("expiry", $"it expired on {DateOf(day.Value)}", IsInForce: true),
        var day => new AccountLimit("expiry", $"it expires on {DateOf(day.Value)}", IsInForce: false),
    };

    private AccountLimit? AgeLimit() => this switch
    {
        { LastChange: 0 } => new AccountLimit("password_age", "its password must be changed before the next login where PAM decides", IsInForce: true),
        { MaximalAge: { } age, LastChange: { } changed } when Today - changed > age =>
            new AccountLimit("password_age", $"its password is older than {age} days, so no login works where PAM decides", IsInForce: true),
        { MaximalAge: { } age, LastChange: { } changed } => new AccountLimit(
            "password_age", $"its password must be changed every {age} days: no login works from {DateOf((long)changed + age + 1)} on where PAM decides", IsInForce: false),
        _ => null,
    };
}

/// <summary>One limit of an account.</summary>
/// <param name="Name">shell, expiry or password_age.</param>
/// <param name="Text">What it does, as the end of a sentence about the account.</param>
/// <param name="IsInForce">Whether it stops logins now, rather than at some later time.</param>
public sealed record AccountLimit(string Name, string Text, bool IsInForce)
{
    public const string OfShell = "shell";
}
