using PenguinMails.KeyIssuance.Operations;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Messages;

/// <summary>Why a rotation that another service asked for did not start, as <c>SecretRotationFailed</c> says it.</summary>
/// <param name="Code">A code of the <see cref="ProblemCatalog"/>.</param>
/// <param name="Detail">What stands in the way, and what happens next.</param>
internal sealed record RotationRefusal(string Code, string Detail)
{
    /// <summary>Null when it did start.</summary>
    public static RotationRefusal? Of(StartOutcome outcome) => outcome switch
    {
        StartOutcome.Started => null,
        StartOutcome.InProgress running => new(
            ProblemCatalog.OperationInProgress.Code,
            $"Nothing was started: operation {running.OperationId} ({running.Kind.Name()}) works on this secret. The rotation can be asked for again when it has ended."),
        StartOutcome.NoActiveKey => new(
            ProblemCatalog.NoActiveKey.Code,
            "Nothing was started: no version of this secret is current, because it was revoked or its first one was never issued. The secret is rotated again after one has been issued."),
        StartOutcome.NoServer => new(
            ProblemCatalog.NoServer.Code,
            $"Nothing was started: the tenant's server was abandoned and has no successor. {ProblemCatalog.NoServer.NextStep} The secret is rotated again after one has been issued there."),
        StartOutcome.NoSuchSecret => new(
            ProblemCatalog.NotFound.Code,
            "Nothing was started: this tenant has no secret of this type and name. Asking again does not help until the tenant is enrolled."),
        _ => throw new InvalidOperationException($"A rotation was refused in an unknown way: {outcome}."),
    };
}
