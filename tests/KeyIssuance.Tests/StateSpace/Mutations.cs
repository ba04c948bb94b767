using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SecretTypes;
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
            Step = (step, _) => step.Name == OperationPlans.RollBack ? new RemovesOldKey(step) : step,
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
            Step = (step, vault) => step.Name == OperationPlans.CleanUp ? new DestroysCurrent(step, vault) : step,
        },
        new("A revocation removes the paths in Vault, whatever they hold by then", "readers do not get the current version")
        {
            Step = (step, vault) => step.Name == OperationPlans.Destroy ? new RemovesPaths((ModelVault)vault) : step,
            Budget = new Budget { Revocations = 1, Regenerations = 1, Sleepers = 1 },
        },
        new("Servers take edits of overtaken operations", "key")
        {
            HasNoFences = true,
            Budget = new Budget { Rotations = 1, Revocations = 1 },
        },
        new("What an interrupted attempt left at the target stays there", "which nobody uses")
        {
            IsMadeByTarget = true,
            Type = type => new ForgetfulType(type) { ForgetsOrphans = true },
            Budget = new Budget { Rotations = 1, Deaths = 1 },
        },
        new("A worker that lost its lease keeps what it has made", "which nobody uses")
        {
            IsMadeByTarget = true,
            Type = type => new ForgetfulType(type) { ForgetsDeletion = true },
            Budget = new Budget { Rotations = 1, Sleepers = 1 },
        },
        new("Retirement destroys the material before the proof", "nothing that can still happen ends the operation")
        {
            IsMadeByTarget = true,
            Type = type => new ForgetfulType(type) { NeedsItsMaterial = true },
            Step = (step, vault) => step.Name == OperationPlans.CleanUp ? new DestroysEarlier(step, vault) : step,
            Budget = new Budget { Rotations = 1 },
        },
    ];

    private static Func<IOperationStep, IKeyValueStore, IOperationStep> InPlaceOf(
        string name, Func<Operation, Func<Postgres.DatabaseTransaction, Task>> commit) => (step, _) => step.Name == name ? new OnlySays(name, commit) : step;

    /// <summary>Writes down what it has not done.</summary>
    private sealed class OnlySays(string name, Func<Operation, Func<Postgres.DatabaseTransaction, Task>> commit) : IOperationStep
    {
        public string Name => name;

        public Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken) =>
            Task.FromResult<StepResult>(new StepResult.Done(commit(operation)));
    }

    private sealed class RemovesOldKey(IOperationStep step) : IOperationStep
    {
        public string Name => step.Name;

        public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
        {
            if (operation.Current is { } current)
            {
                await operation.Type.RetireAsync(operation, current, cancellationToken);
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

    private sealed class DestroysEarlier(IOperationStep step, IKeyValueStore vault) : IOperationStep
    {
        public string Name => step.Name;

        public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
        {
            var kept = await vault.ReadMetadataAsync(operation.Path, cancellationToken);
            await vault.DestroyAsync(operation.Path, [.. Enumerable.Range(1, kept!.CurrentVersion - 1)], cancellationToken);
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
    private sealed class ForgetfulType(SecretType type) : SecretType
    {
        public bool ForgetsLimit { get; init; }

        public bool ForgetsRemoval { get; init; }

        public bool ForgetsOrphans { get; init; }

        public bool ForgetsDeletion { get; init; }

        public bool NeedsItsMaterial { get; init; }

        public override SecretTypeDescriptor Descriptor => type.Descriptor;

        public override IReadOnlyList<string> PublicValues => type.PublicValues;

        public override VaultPath PathOf(Contracts.SecretReference secret) => type.PathOf(secret);

        public override Task<CreateOutcome> CreateAsync(SecretContext context, Guid versionId, CancellationToken cancellationToken) =>
            type.CreateAsync(context, versionId, cancellationToken);

        public override Task<TargetAnswer> InstallAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken) =>
            type.InstallAsync(context, staged, cancellationToken);

        public override Task<TargetAnswer> VerifyAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken) =>
            type.VerifyAsync(context, staged, cancellationToken);

        public override Task<TargetAnswer> SetExpiryAsync(
            SecretContext context, SecretVersion previous, DateTimeOffset endsAt, CancellationToken cancellationToken) =>
            ForgetsLimit ? Done : type.SetExpiryAsync(context, previous, endsAt, cancellationToken);

        public override Task<TargetAnswer> RetireAsync(SecretContext context, SecretVersion version, CancellationToken cancellationToken) =>
            type.RetireAsync(context, version, cancellationToken);

        public override Task<TargetAnswer> RevokeAllAsync(SecretContext context, CancellationToken cancellationToken) =>
            ForgetsRemoval ? Done : type.RevokeAllAsync(context, cancellationToken);

        public override Task<TargetAnswer> ProveRefusedAsync(
            SecretContext context, SecretVersion version, SecretMaterial? material, CancellationToken cancellationToken) =>
            material is null && NeedsItsMaterial
                ? Task.FromResult<TargetAnswer>(new TargetAnswer.Impossible("no_material", "Nothing is left to prove it with."))
                : type.ProveRefusedAsync(context, version, material, cancellationToken);

        public override Task<ListOutcome> ListAsync(SecretContext context, CancellationToken cancellationToken) =>
            ForgetsOrphans ? Task.FromResult<ListOutcome>(new ListOutcome.Listed([])) : type.ListAsync(context, cancellationToken);

        public override Task<TargetAnswer> DeleteAsync(SecretContext context, string targetId, CancellationToken cancellationToken) =>
            ForgetsDeletion ? Done : type.DeleteAsync(context, targetId, cancellationToken);

        private static Task<TargetAnswer> Done => Task.FromResult<TargetAnswer>(TargetAnswer.Confirmed);
    }
}
