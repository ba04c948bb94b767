using System.Text.Json;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.Tests.SecretTypes;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>
/// KeyIssuance's tables over a <see cref="ModelState"/>. It knows the statements that operations use by what they change, takes their
/// parameters, and keeps the unique indexes. Statements about tables that the model does not hold have no effect; one that changes a
/// table that it holds and that it does not know breaks the exploration, so that the model cannot fall behind the code.
/// </summary>
internal sealed class ModelTransaction(ModelState state) : DatabaseTransaction(null!, null, default)
{
    // Beyond the limit all are alike.
    private const int MostAttempts = 3;

    private static readonly string Actor = JsonSerializer.Serialize(
        new AuditTrail("test", TimeProvider.System).Platform, JsonSerializerOptions.Web);

    private readonly Dictionary<Guid, int> _staged = [];

    public ModelState State { get; private set; } = state;

    /// <summary>Runs what a transaction does; nothing of it waits for anything.</summary>
    public static (ModelState State, T Result) Run<T>(ModelState state, Func<DatabaseTransaction, Task<T>> work)
    {
        var transaction = new ModelTransaction(state);
        var result = work(transaction);
        return result.IsCompleted ? (transaction.State, result.GetAwaiter().GetResult()) : throw new NotSupportedException("A transaction waits.");
    }

    public override Task PublishAsync(IEvent message)
    {
        if (message is PreviousVersionRetired retired && !State.EverRefused.Has(Ids.NumberOf(retired.VersionId)))
        {
            Break("a version is said to be retired and was not seen to be refused");
        }

        return Task.CompletedTask;
    }

    public override Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        var given = new Parameters(parameters);
        return Task.FromResult(Execute(sql, given));
    }

    public override Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
        where T : default
    {
        var given = new Parameters(parameters);
        return sql.Contains("o.lease_owner = @Owner and o.status = 'running' for update of o", StringComparison.Ordinal)
            ? Task.FromResult(IsHeldBy(given) ? (T?)(object)given.Id("OperationId") : default)
            : sql.Contains("from rotation_policy", StringComparison.Ordinal) || sql.Contains("with now_open as", StringComparison.Ordinal)
                ? Task.FromResult(default(T)) // nobody has set a policy, and no breaker opens
                : throw Unknown(sql);
    }

    public override Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null)
        where T : default
    {
        object? row = typeof(T).Name switch
        {
            nameof(OperationRow) => IsHeldBy(new Parameters(parameters)) ? Row(State.Operation!) : null,
            nameof(RunningOperation) => State.Operation is { } running
                ? new RunningOperation(Ids.Operation(running.Number), running.Kind.Name(), VersionId(running.Version), Triggers.Manual, "a reason", Actor, RequestId: null, OnBehalfOf: null, CampaignId: null)
                : null,
            // Whose doing it is changes nothing.
            "Cause" => null,
            // The server's breaker is always closed here.
            nameof(CoolDown) => null,
            // What a request needs to know of its secret: its id, the server's, whether it is enrolled, and whether the server is lost.
            "Subject" => Activator.CreateInstance(typeof(T), Ids.Secret, State.IsMadeByTarget ? null : Ids.Server, true, State.IsDeleted, State.IsServerLost),
            _ => throw Unknown(sql),
        };
        return Task.FromResult((T?)row);
    }

    public override Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        object rows = typeof(T).Name switch
        {
            nameof(SecretVersion) => State.Versions.Select(row => ToVersion(State, row)).ToArray(),
            nameof(FindingRow) => Array.Empty<T>(),
            nameof(SecretReference) => new[] { new SecretReference(Ids.Tenant, "ssh", "tenant") },
            "NamedSecret" => new[] { (T)Activator.CreateInstance(typeof(T), Ids.Secret, "ssh", "tenant")! },
            nameof(Guid) when sql.Contains("v.state = 'revoking'", StringComparison.Ordinal) =>
                State.Versions.Where(row => row.State == VersionState.Revoking).Select(row => Ids.Version(row.Key)).ToArray(),
            _ => throw Unknown(sql),
        };
        return Task.FromResult((IReadOnlyList<T>)rows);
    }

    private static NotSupportedException Unknown(string sql) => new("The model does not know this statement: " + sql);

    private static Guid? VersionId(int? key) => key is { } known ? Ids.Version(known) : null;

    private static SecretVersion ToVersion(ModelState state, VersionRow row) => new()
    {
        VersionId = Ids.Version(row.Key),
        Number = row.Key,
        State = row.State.Name(),
        Fingerprint = state.IsMadeByTarget ? null : Ids.PublicKey(row.Key).Fingerprint,
        PublicDataJson = state.IsMadeByTarget
            ? $$"""{"target_id":"{{Ids.Material(row.Key)}}"}"""
            : $$"""{"key_type":"ed25519","public_key":"{{Ids.PublicKey(row.Key)}}"}""",
        VaultVersion = row.VaultVersion,
        GraceEndsAt = row.GraceEnds is { } end ? Ids.Time(end) : null,
    };

    private OperationRow Row(OperationState operation) => new()
    {
        OperationId = Ids.Operation(operation.Number),
        Fence = operation.Fence,
        SecretId = Ids.Secret,
        TenantId = Ids.Tenant,
        Kind = operation.Kind.Name(),
        Step = operation.Step,
        VersionId = VersionId(operation.Version),
        TriggeredBy = Triggers.Manual,
        Trigger = "test",
        Actor = Actor,
        GraceEndsAt = operation.GraceEnds is { } end ? Ids.Time(end) : null,
        Attempts = operation.Attempts,
        ApprovalId = operation.Kind == OperationKind.Delete ? Ids.Approval : null,
        FailureCode = operation.Failure,
        FailureDetail = operation.Failure,
        Type = State.IsMadeByTarget ? TokenType.TypeName : "ssh",
        Name = "tenant",
        Settings = State.IsMadeByTarget ? "{}" : """{"key_type":"ed25519"}""",
        ServerId = State.IsMadeByTarget ? null : Ids.Server,
        Address = "127.0.0.1",
        Port = 22,
        HostKey = Ids.HostKey.ToString(),
        AdminAccount = Ids.AdminAccount,
        TenantAccount = Ids.TenantAccount,
        TenantName = "a tenant",
    };

    private bool IsHeldBy(Parameters given) => State.Operation is { Owner: { } owner } operation
        && Ids.Operation(operation.Number) == given.Id("OperationId") && Ids.Owner(owner) == given.Id("Owner");

    private int Execute(string sql, Parameters given) => sql switch
    {
        _ when Has(sql, "insert into secret_version") => Stage(given),
        _ when Has(sql, "update secret_version set state = @target") => Move(sql, given),
        _ when Has(sql, "insert into banned_fingerprint") => Change(State with { Banned = State.Banned.With(Key(given.Id("versionId"))) }),
        _ when Has(sql, "insert into operation (") => Insert(given),
        _ when Has(sql, "update operation set version_id = @VersionId") => Update(operation => operation with { Version = _staged[given.Id("VersionId")] }),
        _ when Has(sql, "update operation set grace_ends_at = @graceEndsAt") =>
            Update(operation => operation with { GraceEnds = Ids.HourOf(given.Time("graceEndsAt")) }),
        _ when Has(sql, "set step = coalesce(@next, step)") => given.Text("next") is { } next
            ? Update(operation => operation with { Step = next, Attempts = 0 })
            : Change(State with { Operation = null }),
        _ when Has(sql, "update operation set step = @RollBack, attempts = 0,") => Change(State with
        {
            Operation = State.Operation! with { Step = OperationPlans.RollBack, Attempts = 0, Fence = State.NextFence, Failure = given.Text("code") },
            NextFence = State.NextFence + 1,
        }),
        _ when Has(sql, "update operation set status = 'failed'") => Change(State with { Operation = null }),
        _ when Has(sql, "update operation set fence = default") => Overtake(given),
        _ when Has(sql, "not_before = now() + @wait, attempts = attempts + @attempts") =>
            Update(operation => operation with { Owner = null, Attempts = Math.Min(operation.Attempts + given.Number("attempts"), MostAttempts) }),
        _ when Has(sql, "update secret set deleted_at = null") => Change(State with { IsDeleted = false }),
        _ when Has(sql, "update secret set deleted_at = @now") => Change(State with { IsDeleted = true }),
        _ when Has(sql, "update server set state = 'abandoned'") => Change(State with { IsServerLost = true }),
        _ when Has(sql, "update operation set error_code") || Has(sql, "drift_watch") => 1,
        _ when Has(sql, "update server set failures = 0") => 0,
        _ when Has(sql, "update operation set ") || Has(sql, "update secret_version ") || Has(sql, "delete from") => throw Unknown(sql),
        _ => 1,
    };

    private static bool Has(string sql, string part) => sql.Contains(part, StringComparison.Ordinal);

    private int Stage(Parameters given)
    {
        var key = given.Text("Fingerprint") is { } fingerprint
            ? Ids.KeyOf(fingerprint)
            : Ids.KeyOfMaterial(JsonSerializer.Deserialize<Dictionary<string, string>>(given.Text("PublicDataJson")!)!["target_id"]);
        _staged[given.Id("VersionId")] = key;
        return State.Banned.Has(key) || State.Versions.Any(row => row.Key == key)
            ? 0
            : Change(State with { Versions = State.Versions.Add(new VersionRow(key, VersionState.Staged, null)) });
    }

    private int Move(string sql, Parameters given)
    {
        var key = Key(given.Id("versionId"));
        var target = Enum.Parse<VersionState>(given.Text("target")!, ignoreCase: true);
        if (!State.Versions.Any(row => row.Key == key && given.Texts("sources").Contains(row.State.Name())))
        {
            return 0;
        }

        var grace = Has(sql, "grace_ends_at = @now") ? Ids.HourOf(given.Time("now")) : (int?)null;
        if (target is VersionState.Retired or VersionState.Revoked && !State.EverRefused.Has(key))
        {
            Break($"key {key} is said to be {target} and was not seen to be refused");
        }

        return Change(State with
        {
            Versions = [.. State.Versions.Select(row => row.Key != key
                ? row
                : row with
                {
                    State = target,
                    GraceEnds = target == VersionState.Retiring ? grace : null,
                    VaultVersion = target == VersionState.Current ? given.Number("vaultVersion") : row.VaultVersion,
                })],
        });
    }

    private int Insert(Parameters given)
    {
        if (State.Operation is not null)
        {
            Break("a second operation would run");
        }

        return Change(State with
        {
            Operation = new OperationState(State.Operations, OperationPlans.Parse(given.Text("kind")!), given.Text("step")!, State.NextFence)
            {
                Version = given.IdOrNull("VersionId") is { } version ? Key(version) : null,
            },
            Operations = State.Operations + 1,
            NextFence = State.NextFence + 1,
        });
    }

    private int Overtake(Parameters given)
    {
        var fence = Math.Max(long.Parse(given.Text("highest")!), State.NextFence - 1) + 1;
        return Change(State with { Operation = State.Operation! with { Fence = fence }, NextFence = fence + 1 });
    }

    private int Key(Guid versionId) => _staged.GetValueOrDefault(versionId, Ids.NumberOf(versionId));

    private int Update(Func<OperationState, OperationState> change) => Change(State with { Operation = change(State.Operation!) });

    private int Change(ModelState changed)
    {
        State = changed;
        return 1;
    }

    private void Break(string rule) => State = State with { Broken = State.Broken ?? rule };

    /// <summary>A statement's parameters, whatever object carries them.</summary>
    private sealed class Parameters(object? values)
    {
        public Guid Id(string name) => (Guid)Of(name)!;

        public Guid? IdOrNull(string name) => (Guid?)Of(name);

        public string? Text(string name) => Of(name)?.ToString();

        public IReadOnlyCollection<string> Texts(string name) => (string[])Of(name)!;

        public int Number(string name) => (int)Of(name)!;

        public DateTimeOffset? Time(string name) => (DateTimeOffset?)Of(name);

        private object? Of(string name) => values!.GetType().GetProperty(name)!.GetValue(values);
    }
}
