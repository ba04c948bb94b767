namespace PenguinMails.Ssh;

/// <summary>Whether a tenant has its account on a server.</summary>
public abstract record EnsureAccountOutcome
{
    private EnsureAccountOutcome() { }

    /// <summary>The account is there, and is the tenant's.</summary>
    public sealed record Ready : EnsureAccountOutcome;

    /// <summary>An account of this name exists and was not made for the tenant.</summary>
    /// <param name="Detail">The cause and what to do about it.</param>
    public sealed record Taken(string Detail) : EnsureAccountOutcome;
}
