namespace PenguinMails.Identity.Configuration;

/// <summary>How people sign in: section <c>Identity</c>.</summary>
public sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>Creates the users of a development instance, whose passwords are public. Only in the Development environment.</summary>
    public bool SeedDevelopmentUsers { get; set; }

    /// <summary>How long an access token is valid. Default 15 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session can be refreshed before the user must sign in again. Default 12 hours.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a key signs tokens before Vault adds the next. Default 30 days.</summary>
    public TimeSpan SigningKeyLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long an invitation can be accepted. Default 72 hours.</summary>
    public TimeSpan InvitationLifetime { get; set; } = TimeSpan.FromHours(72);

    /// <summary>How many invitations and resets the people of one tenant can make in 24 hours. Default 50.</summary>
    public int InvitationsPerTenant { get; set; } = 50;

    /// <summary>
    /// How many invitations and resets of one mailbox the people of one tenant, or the administrators, can make in 24 hours. Default 5.
    /// </summary>
    public int InvitationsPerMailbox { get; set; } = 5;

    /// <summary>
    /// So long after somebody invited or reset a person the two do not count as independent of each other: neither is the other's second person.
    /// Default 7 days.
    /// </summary>
    public TimeSpan VouchingWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The address at which people reach the platform; invitations lead there. Default: the gateway of a development instance.</summary>
    public Uri PublicAddress { get; set; } = new("http://127.0.0.1:8080/");

    /// <summary>
    /// How many failures within <see cref="FailureWindow"/> pause an address from one source, or the step-up of one session; four times as many
    /// pause a source, or within twelve windows an address for sources that are new to it. Default 5.
    /// </summary>
    public int MaxFailures { get; set; } = 5;

    /// <summary>The time over which failures are counted. Default 5 minutes.</summary>
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The longest pause. The first is a sixteenth of it, and each further failure doubles the next; an address is paused for new sources
    /// for a fifth of it at most. Default 15 minutes.
    /// </summary>
    public TimeSpan LockoutDuration { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many passwords are checked at a time, of strangers and of users who are known to come from there each. Default: the number of processors.</summary>
    public int ConcurrentPasswordChecks { get; set; } = Environment.ProcessorCount;

    /// <summary>How long an attempt waits for its turn before it is answered 429. Default 5 s.</summary>
    public TimeSpan PasswordCheckWait { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Validates section <c>Identity</c> and reports all failures together.</summary>
internal sealed class IdentityOptionsValidator(IHostEnvironment environment) : IValidateOptions<IdentityOptions>
{
    private static readonly TimeSpan LongestAccess = TokenRules.Access.LongestLifetime;
    private static readonly TimeSpan ShortestSigningKey = TimeSpan.FromHours(2); // longer than the overlap of two
    private static readonly TimeSpan LongestSigningKey = TimeSpan.FromDays(365);
    private static readonly TimeSpan ShortestInvitation = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestInvitation = TimeSpan.FromDays(14);
    private static readonly TimeSpan ShortestVouching = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestVouching = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongestSession = TimeSpan.FromDays(30);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(IdentityOptions options)
    {
        if (options.SeedDevelopmentUsers && !environment.IsDevelopment())
        {
            yield return "Identity:SeedDevelopmentUsers makes users with public passwords; it is refused outside the Development environment.";
        }

        if (options.AccessTokenLifetime < TimeSpan.FromSeconds(10) || options.AccessTokenLifetime > LongestAccess)
        {
            yield return "Identity:AccessTokenLifetime must lie between 10 s and 1 h.";
        }

        if (options.SessionLifetime < options.AccessTokenLifetime || options.SessionLifetime > LongestSession)
        {
            yield return "Identity:SessionLifetime must lie between the access token's lifetime and 30 days.";
        }

        if (options.SigningKeyLifetime < ShortestSigningKey || options.SigningKeyLifetime > LongestSigningKey)
        {
            yield return "Identity:SigningKeyLifetime must lie between 2 h and 365 days.";
        }

        if (options.InvitationLifetime < ShortestInvitation || options.InvitationLifetime > LongestInvitation)
        {
            yield return "Identity:InvitationLifetime must lie between 1 min and 14 days.";
        }

        if (options.InvitationsPerTenant is < 1 or > 10_000)
        {
            yield return "Identity:InvitationsPerTenant must lie between 1 and 10000.";
        }

        if (options.InvitationsPerMailbox is < 1 or > 100)
        {
            yield return "Identity:InvitationsPerMailbox must lie between 1 and 100.";
        }

        if (options.VouchingWindow < ShortestVouching || options.VouchingWindow > LongestVouching)
        {
            yield return "Identity:VouchingWindow must lie between 1 h and 90 days.";
        }

        if (options.PublicAddress is not { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "" } || !options.PublicAddress.AbsolutePath.EndsWith('/'))
        {
            yield return "Identity:PublicAddress must be an http or https address that ends with '/'.";
        }

        if (options.MaxFailures is < 1 or > 100)
        {
            yield return "Identity:MaxFailures must lie between 1 and 100.";
        }

        if (options.FailureWindow < TimeSpan.FromSeconds(1) || options.FailureWindow > Day)
        {
            yield return "Identity:FailureWindow must lie between 1 s and 24 h.";
        }

        if (options.LockoutDuration < TimeSpan.FromSeconds(1) || options.LockoutDuration > Day)
        {
            yield return "Identity:LockoutDuration must lie between 1 s and 24 h.";
        }

        if (options.ConcurrentPasswordChecks is < 1 or > 1000)
        {
            yield return "Identity:ConcurrentPasswordChecks must lie between 1 and 1000.";
        }

        if (options.PasswordCheckWait < TimeSpan.Zero || options.PasswordCheckWait > TimeSpan.FromSeconds(20))
        {
            yield return "Identity:PasswordCheckWait must lie between 0 and 20 s.";
        }
    }
}
