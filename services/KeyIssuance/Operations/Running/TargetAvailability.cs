namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Whether targets are called at the moment.</summary>
public interface ITargetAvailability
{
    /// <summary>Answers what a step must answer while the operation's target is not called; null when it may be called.</summary>
    Task<TargetAnswer.Retry?> RefusalAsync(SecretContext context, CancellationToken cancellationToken);

    /// <summary>How long operations on a server have to wait; null when they may try now.</summary>
    Task<CoolDown?> CoolDownAsync(DatabaseTransaction transaction, Guid serverId);
}

/// <param name="Wait">Until the next attempt may be made.</param>
/// <param name="IsOutOfPatience">Whether the target has been away for so long that what can be given up is given up.</param>
public sealed record CoolDown(TimeSpan Wait, bool IsOutOfPatience);

/// <summary>Is notified of operations that were given up, in their transaction.</summary>
public interface IGivenUpListener
{
    Task GivenUpAsync(DatabaseTransaction transaction, Guid operationId, string cause);
}
