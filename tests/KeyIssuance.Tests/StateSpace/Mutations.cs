using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>Mistakes of the kinds that somebody could make in the lifecycle.</summary>
internal static class Mutations
{
    public static IEnumerable<Mutation> All { get; } =
    [
        new("A version is verified without being used", "which was never used")
        {
            Step = InPlaceOf(OperationPlans.Verify, operation => transaction => SecretVersions.VerifyAsync(transaction, operation.RequiredVersion.VersionId)),
        },
        new("Retirement is said without proof", "was not seen to be refused")
        {
            Step = InPlaceOf(OperationPlans.Prove, operation => transaction => operation.Kind == OperationKind.Retire
                ? SecretVersions.RetireAsync(transaction, operation.RequiredVersion.VersionId, DateTimeOffset.UnixEpoch)
                : Task.CompletedTask),
        },
        new("The roll-back removes the old key", "is current and does not work")
        {
            Step = (step, type, _) => step.Name == OperationPlans.RollBack ? new RemovesOldKey(step, type) : step,
        },
        new("The old key gets no end of grace on the server", "the server does not know when it ends")
        {
            Type = type => new ForgetfulType(type) { ForgetsLimit = true },
        },
        new("A revocation leaves the keys on the server", "nothing that can still happen ends the operation")
        {
            Type = type => new ForgetfulType(type) { ForgetsRemoval = true },
            Budget = new Budget { Revocations = 1 },
        },
        new("The clean-up destroys what readers get", "readers do not get the current version")
        {
            Step = (step, _, vault) => step.Name == OperationPlans.CleanUp ? new DestroysCurrent(step, vault) : step,
        },
        new("A revocation removes the paths in Vault, whatever they hold by then", "readers do not get the current version")
        {
            Step = (step, _, vault) => step.Name == OperationPlans.Destroy ? new RemovesPaths((ModelVault)vault) : step,
            Budget = new Budget { Revocations = 1, Regenerations = 1, Sleepers = 1 },
        },
        new("Servers take edits of overtaken operations", "key")
        {
            HasNoFences = true,
            Budget = new Budget { Rotations = 1, Revocations = 1 },
        },
    ];

    private static Func<IOperationStep, ISecretType, IKeyValueStore, IOperationStep> InPlaceOf(
        string name, Func<Operation, Func<Postgres.DatabaseTransaction, Task>> commit) => (step, _, _) => step.Name == name ? new OnlySays(name, commit) : step;

    /// <summary>Writes down what it has not done.</summary>
    private sealed class OnlySays(string name, Func<Operation, Func<Postgres.DatabaseTransaction, Task>> commit) : IOperationStep
    {
        public string Name => name;

        public Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken) =>
            Task.FromResult<StepResult>(new StepResult.Done(commit(operation)));
    }

    private sealed class RemovesOldKey(IOperationStep step, ISecretType type) : IOperationStep
    {
        public string Name => step.Name;

        public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
        {
            if (operation.Current is { } current)
            {
                await type.RetireAsync(operation, current, cancellationToken);
            }

            return await step.RunAsync(operation, cancellationToken);
        }
    }

    private sealed class DestroysCurrent(IOperationStep step, IKeyValueStore vault) : IOperationStep
    {
        public string Name => step.Name;

        public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
        {
            var kept = await vault.ReadMetadataAsync(operation.Path, cancellationToken);
            await vault.DestroyAsync(operation.Path, [kept!.CurrentVersion], cancellationToken);
            return await step.RunAsync(operation, cancellationToken);
        }
    }

    private sealed class RemovesPaths(ModelVault vault) : IOperationStep
    {
        public string Name => OperationPlans.Destroy;

        public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
        {
            await vault.RemoveAsync(operation.Path);
            await vault.RemoveAsync(operation.Path.Staged);
            return StepResult.Done.Nothing;
        }
    }

    /// <summary>Says that it is done where it did nothing.</summary>
    private sealed class ForgetfulType(ISecretType type) : ISecretType
    {
        public bool ForgetsLimit { get; init; }

        public bool ForgetsRemoval { get; init; }

        public string Type => type.Type;

        public Task<PlainTextValues> GenerateAsync(Operation operation, Guid versionId, CancellationToken cancellationToken) =>
            type.GenerateAsync(operation, versionId, cancellationToken);

        public Task<TargetAnswer> InstallAsync(Operation operation, PlainTextSecret staged, CancellationToken cancellationToken) =>
            type.InstallAsync(operation, staged, cancellationToken);

        public Task<TargetAnswer> VerifyAsync(Operation operation, PlainTextSecret staged, CancellationToken cancellationToken) =>
            type.VerifyAsync(operation, staged, cancellationToken);

        public Task<TargetAnswer> LimitAsync(Operation operation, SecretVersion previous, DateTimeOffset endsAt, CancellationToken cancellationToken) =>
            ForgetsLimit ? Task.FromResult(TargetAnswer.Done) : type.LimitAsync(operation, previous, endsAt, cancellationToken);

        public Task<TargetAnswer> RetireAsync(Operation operation, SecretVersion version, CancellationToken cancellationToken) =>
            type.RetireAsync(operation, version, cancellationToken);

        public Task<TargetAnswer> RemoveAllAsync(Operation operation, CancellationToken cancellationToken) =>
            ForgetsRemoval ? Task.FromResult(TargetAnswer.Done) : type.RemoveAllAsync(operation, cancellationToken);

        public Task<TargetAnswer> ProveRefusedAsync(Operation operation, SecretVersion version, CancellationToken cancellationToken) =>
            type.ProveRefusedAsync(operation, version, cancellationToken);

        public Task<TargetAnswer> RemoveBootstrapAsync(Operation operation, PlainTextSecret bootstrap, CancellationToken cancellationToken) =>
            type.RemoveBootstrapAsync(operation, bootstrap, cancellationToken);
    }
}
