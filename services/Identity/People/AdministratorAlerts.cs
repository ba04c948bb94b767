namespace PenguinMails.Identity.People;

/// <summary>Tells the administrators of accounts that they must look at.</summary>
internal sealed class AdministratorAlerts(TimeProvider time)
{
    private const string Kind = "identity.administrator_vouched";

    private const string Duplicate = "identity.duplicate_account";

    /// <summary>Somebody has the link to an administrator's account in hand.</summary>
    /// <param name="transaction">The change's.</param>
    /// <param name="caller">Who has the link.</param>
    /// <param name="change"><c>invited</c> or <c>reset</c>.</param>
    /// <param name="userId">Whose account.</param>
    /// <param name="email">Its address.</param>
    public Task RaiseAsync(DatabaseTransaction transaction, Caller caller, string change, Guid userId, string email) =>
        transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(),
            Kind,
            AlertSeverities.Warning,
            $"{Kind}:{userId}",
            TenantId: null,
            Secret: null,
            $"{caller.Email} {change} the administrator {email}.",
            "Ask both whether this was meant; if not, disable both accounts: whoever has the link can become that administrator.",
            Activity.Current?.TraceId.ToHexString(),
            time.GetUtcNow()));

    /// <summary>An account had the mailbox of another, and is disabled.</summary>
    public Task RaiseDuplicateAsync(DatabaseTransaction transaction, Guid userId, Guid? tenantId, Guid keeper) =>
        transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(),
            Duplicate,
            AlertSeverities.Warning,
            $"{Duplicate}:{userId}",
            tenantId,
            Secret: null,
            $"The account {userId} had the mailbox of account {keeper}, written in another way, and is disabled.",
            "Ask the person which of the two they use. Invite them anew, with an address of its own, to what only the disabled account could do.",
            Activity.Current?.TraceId.ToHexString(),
            time.GetUtcNow()));
}
