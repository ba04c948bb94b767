using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Operations.Steps;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.ServiceDefaults;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>KeyIssuance's own runner, steps, outcomes and requests, put together as the service does, over the model.</summary>
/// <param name="Mutation">What is wrong with it on purpose; null: nothing.</param>
internal sealed record Service(Mutation? Mutation = null)
{
    private static readonly SecretReference Key = new(Ids.Tenant, SecretTypes.Ssh, SshKeyNames.Tenant);

    private static readonly IOptions<KeyIssuanceOptions> Options = Microsoft.Extensions.Options.Options.Create(
        new KeyIssuanceOptions { MaxAttempts = 2, Ssh = new SshKeyOptions { GracePeriod = TimeSpan.FromHours(1) } });

    /// <summary>Lets a worker make its next call; returns the state after it.</summary>
    public ModelState Step(ModelState state, ModelWorker worker, Fate fate)
    {
        var replay = new Replay(state, worker, fate);
        var operation = Ids.Operation(state.Operations); // until the worker's own is known
        if (worker.Answers is [{ Value: ModelState loaded }, ..] && loaded.Operation is { } known)
        {
            operation = Ids.Operation(known.Number);
        }
        else if (state.Operation is { } present)
        {
            operation = Ids.Operation(present.Number);
        }

        // It returns at the call that never does, or when only the end of its timers is left to wait for.
        var running = RunnerOf(replay).RunAsync(new Lease(operation, Ids.Owner(worker.Owner)), default);
        if (running.IsFaulted)
        {
            running.GetAwaiter().GetResult();
        }

        var others = replay.State.Workers.Remove(worker);
        return replay.State with
        {
            Workers = replay.Next is { } next ? others.Add(new ModelWorker(worker.Owner, [.. replay.Answers], next)) : others,
        };
    }

    /// <summary>Asks for an operation; null when it does not start.</summary>
    public ModelState? Request(ModelState state, OperationKind kind, int? version = null)
    {
        var time = new ModelTime(() => state.Now);
        var trail = new AuditTrail("test", time);
        var (after, outcome) = ModelTransaction.Run(state, transaction => new OperationRequests(trail, time).StartAsync(
            transaction,
            new StartOperation(Key, kind, trail.Platform, Triggers.Manual, "test", "a reason", GracePeriod: null)
            {
                VersionId = version is { } key ? Ids.Version(key) : null,
            }));
        return outcome is StartOutcome.Started ? after : null;
    }

    private OperationRunner RunnerOf(Replay replay)
    {
        var time = new ModelTime(() => replay.Now);
        var trail = new AuditTrail("test", time);
        var database = new ModelDatabase(replay);
        var store = new OperationStore(database, Options);
        var breaker = new ServerBreaker(new ClosedBreakers(), Options, NullLogger<ServerBreaker>.Instance);
        var findings = new DriftFindings(new OperationRequests(trail, time), new DriftReports(trail, time, NullLogger<DriftReports>.Instance), trail, time);
        var crash = new CrashPoints(Options);
        var vault = new ModelVault(replay);
        var seal = new TenantSeal(new ModelTransit());
        var server = new ModelServer(replay, isFenced: Mutation is not { HasNoFences: true });
        var (accounts, sessions) = (new ServerAccounts(), new AdminSessions(server, breaker, vault, seal));
        ISecretType type = new SshKeySecret(new ModelKeys(replay), server, breaker, accounts, sessions, seal, crash);
        ISecretType[] types = [Mutation?.Type?.Invoke(type) ?? type];
        var (staged, fenced) = (new StagedMaterial(vault), new FencedVault(vault, store));
        IOperationStep[] steps =
        [
            new StageStep(types, vault, fenced, seal, crash, time), new InstallStep(types, staged), new VerifyStep(types, staged),
            new PromoteStep(types, staged, vault, fenced, store, crash, Options, time), new CleanUpStep(vault, fenced, crash), new RetireStep(types),
            new DestroyStep(fenced, crash), new RemoveStep(types), new ProveStep(types, new RepairProof(database, server, sessions, accounts, findings, time), time),
            new RollBackStep(types, fenced, crash, Options), new AbandonStep(fenced, findings, crash, time),
        ];
        var outcomes = new OperationOutcomes(
            store, new OperationFailures(findings, trail, time), trail, Options, time, NullLogger<OperationOutcomes>.Instance);
        return new OperationRunner(
            store, steps.Select(step => Mutation?.Step?.Invoke(step, types[0], vault) ?? step), breaker, outcomes, crash, Options, time, NullLogger<OperationRunner>.Instance);
    }
}

/// <summary>The model's clock, whose timers never ring: what they would do, a lapsed lease, is a transition of its own.</summary>
internal sealed class ModelTime(Func<int> hour) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => Ids.Time(hour());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Silent();

    private sealed class Silent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
