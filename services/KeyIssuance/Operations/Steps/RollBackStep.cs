using Microsoft.Extensions.Options;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Undoes what an operation did before its new version was used: first the target forgets it, then its material is destroyed.
/// A target that cannot be reached does not hold this up for ever: without its material the version is of no use to anybody.
/// </summary>
internal sealed class RollBackStep(IEnumerable<ISecretType> types, FencedVault vault, CrashPoints crash, IOptions<KeyIssuanceOptions> options)
    : IOperationStep
{
    public string Name => OperationPlans.RollBack;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        string? leftBehind = null;
        if (operation.Version is { } version)
        {
            var notRemoved = await RemoveAsync(operation, version, cancellationToken);
            if (notRemoved is StepResult.Retry { WasTried: true } retry && MayTryAgain(operation, version))
            {
                return retry;
            }

            leftBehind = notRemoved switch
            {
                null => null,
                // Nothing was sent to an impostor, neither now nor before.
                StepResult.Impossible { Code: "host_key_changed" } when version.Is(VersionState.Staged) => null,
                StepResult.Impossible impossible => impossible.Detail,
                StepResult.Retry { WasTried: false } => "the server does not answer",
                StepResult.Retry last => last.Detail,
                _ => "a newer operation works on it",
            };
        }

        crash.Hit($"{operation.Row.Kind}.{Name}.off_server");
        return await vault.EndAsync(operation, operation.Path.Staged, cancellationToken) ?? new StepResult.RolledBack(leftBehind);
    }

    private async Task<StepResult?> RemoveAsync(Operation operation, SecretVersion version, CancellationToken cancellationToken)
    {
        try
        {
            var type = types.Single(type => type.Type == operation.Row.Type);
            return (await type.RetireAsync(operation, version, cancellationToken)).NotDone;
        }
        catch (SshCommandException failure)
        {
            return OperationRunner.ServerFailed(failure);
        }
    }

    /// <summary>What was never installed needs one look, and a server that is left alone is not waited for; what was installed deserves as many attempts as the installation had.</summary>
    private bool MayTryAgain(Operation operation, SecretVersion version) =>
        !version.Is(VersionState.Staged) && operation.Row.Attempts + 1 < options.Value.MaxAttempts;
}
