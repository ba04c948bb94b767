namespace PenguinMails.KeyIssuance.Messages;

/// <summary>Why a rotation that another service asked for did not start, as <c>SecretRotationFailed</c> says it.</summary>
/// <param name="Code">A code of the <see cref="ProblemCatalog"/>.</param>
/// <param name="Detail">What stands in the way, and what happens next.</param>
internal sealed record RotationRefusal(string Code, string Detail)
{
    public static RotationRefusal Of(StartOutcome.Refused refused) => new(
        refused.Problem.Code,
        $"Nothing was started. {refused.Cause} " + refused switch
        {
            StartOutcome.InProgress => "The rotation can be asked for again when the operation has ended.",
            StartOutcome.NoSuchSecret => "Asking again does not help until the secret is enrolled.",
            _ => $"{refused.NextStep} The secret is rotated again after a version has been issued.",
        });
}
