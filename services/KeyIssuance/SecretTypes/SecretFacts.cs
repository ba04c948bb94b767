namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>What a secret's status is made from.</summary>
/// <param name="RevokingCount">Versions whose end the target has not confirmed.</param>
/// <param name="RevokedCount">Versions that were revoked.</param>
/// <param name="HasCurrent">Whether a version is current.</param>
/// <param name="IsServerLost">Whether its server was abandoned.</param>
/// <param name="IsUnreachable">Whether its target does not answer.</param>
/// <param name="OperationKind">The operation that runs; null when none does.</param>
/// <param name="WaitingFor">What that operation waits for outside the platform; null when it does not.</param>
/// <param name="NextRotation">When the next rotation is due.</param>
public sealed record SecretFacts(
    int RevokingCount, int RevokedCount, bool HasCurrent, bool IsServerLost, bool IsUnreachable, string? OperationKind, string? WaitingFor,
    DateTimeOffset? NextRotation)
{
    /// <summary>The status, apart from a due date that may have passed.</summary>
    public string Status => this switch
    {
        { RevokingCount: > 0 } => SecretStatuses.RevocationPending,
        { IsServerLost: true } => SecretStatuses.Revoked,
        { IsUnreachable: true } => SecretStatuses.Unreachable,
        { WaitingFor: "dns", OperationKind: not "retire" } => SecretStatuses.WaitingForDns,
        { OperationKind: "rotate" } => SecretStatuses.Rotating,
        { HasCurrent: true } => SecretStatuses.Active,
        { OperationKind: not null and not "repair" } => SecretStatuses.Provisioning,
        { RevokedCount: > 0 } => SecretStatuses.Revoked,
        _ => SecretStatuses.Provisioning,
    };

    public string StatusAt(DateTimeOffset now) => Status == SecretStatuses.Active && NextRotation < now ? SecretStatuses.Expired : Status;
}
