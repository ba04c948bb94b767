namespace PenguinMails.Identity.People;

/// <summary>Tells the administrators of each account of theirs whose link somebody has in hand.</summary>
internal sealed class AdministratorAlerts(TimeProvider time)
{
    private const string Kind = "identity.administrator_vouched";

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
}
