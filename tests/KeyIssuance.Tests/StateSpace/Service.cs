using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Operations.Steps;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.Tests.SecretTypes;
using PenguinMails.ServiceDefaults;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>KeyIssuance's own runner, steps, outcomes and requests, put together as the service does, over the model.</summary>
/// <param name="Mutation">What is wrong with it on purpose; null: nothing.</param>
internal sealed record Service(Mutation? Mutation = null)
{
    private static readonly IOptions<KeyIssuanceOptions> Options = Microsoft.Extensions.Options.Options.Create(new KeyIssuanceOptions { MaxAttempts = 2 });

    private static readonly IOptions<SshKeyOptions> Ssh = Microsoft.Extensions.Options.Options.Create(new SshKeyOptions { GracePeriod = TimeSpan.FromHours(1) });

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
        var types = TypesOf(new Replay(state, ModelWorker.New(0), Fate.Happens));
        var secret = new SecretReference(Ids.Tenant, state.IsMadeByTarget ? TokenType.TypeName : "ssh", ServerKeys.Tenant);
        var (after, outcome) = ModelTransaction.Run(state, transaction => new OperationRequests(types, trail, time).StartAsync(
            transaction,
            new StartOperation(secret, kind, trail.Platform, Triggers.Manual, "test", "a reason", GracePeriod: null)
            {
                VersionId = version is { } key ? Ids.Version(key) : null,
                ApprovalId = kind == OperationKind.Delete ? Ids.Approval : null,
            }));
        return outcome is StartOutcome.Started ? after : null;
    }

    private SecretTypeCatalog TypesOf(Replay replay)
    {
        var (vault, seal) = (new ModelVault(replay), new TenantSeal(new ModelTransit()));
        var server = new ModelServer(replay, isFenced: Mutation is not { HasNoFences: true });
        var breaker = BreakerOf();
        var (accounts, sessions) = (new ServerAccounts(), new AdminSessions(server, breaker, vault, seal, new ClosedBreakers(), []));
        SecretType[] types =
        [
            new SshSecretType(new ModelKeys(replay), server, breaker, accounts, sessions, new EndOfGrace(server, breaker, sessions, accounts), new ControlProof(server, breaker, sessions, accounts), new StillAccepted(sessions, accounts), new AccountUse(sessions, accounts, new MeantLimits(new ClosedBreakers())), seal, Ssh),
            new TokenType(new ModelTokens(replay)),
        ];
        return new SecretTypeCatalog(types.Select(type => Mutation?.Type?.Invoke(type) ?? type));
    }

    private static ServerBreaker BreakerOf() => new(
        new ClosedBreakers(), Microsoft.Extensions.Options.Options.Create(new ServerBreakerOptions()), Options, NullLogger<ServerBreaker>.Instance);

    private OperationRunner RunnerOf(Replay replay)
    {
        var time = new ModelTime(() => replay.Now);
        var trail = new AuditTrail("test", time);
        var database = new ModelDatabase(replay);
        var types = TypesOf(replay);
        var store = new OperationStore(database, types, Options, time);
        var vault = new ModelVault(replay);
        var seal = new TenantSeal(new ModelTransit());
        var (materials, fenced, target) = (new VersionMaterial(vault, seal, time), new FencedVault(vault, store), new TargetVersions(store));
        IOperationStep[] steps =
        [
            new StageStep(vault, fenced, target, seal, time), new InstallStep(materials), new VerifyStep(materials),
            new PromoteStep(materials, fenced, store, time), new CleanUpStep(vault, fenced), new RetireStep(),
            new DestroyStep(fenced), new RemoveStep(target), new ProveStep(materials, time),
            new RollBackStep(fenced, target, Options, NullLogger<RollBackStep>.Instance), new DeleteStep(fenced, time),
            new AbandonStep(database, types, fenced, [], time),
        ];
        var breaker = BreakerOf();
        var outcomes = new OperationOutcomes(
            store, new OperationFailures([], trail, time), new TenantWaits(time), breaker, trail, Options, time, NullLogger<OperationOutcomes>.Instance);
        return new OperationRunner(
            store, steps.Select(step => Mutation?.Step?.Invoke(step, vault) ?? step), breaker, outcomes, Options, time, NullLogger<OperationRunner>.Instance);
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
