using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>How a step's effects on Vault and the target went.</summary>
public abstract record StepResult
{
    private StepResult()
    {
    }

    /// <summary>They are there; what the database must say of it is <paramref name="Commit"/>'s part.</summary>
    public sealed record Done(Func<DatabaseTransaction, Task> Commit) : StepResult
    {
        public static Done Nothing { get; } = new(_ => Task.CompletedTask);
    }

    /// <summary>Not now. The step is tried again: up to the limit where the operation can be rolled back, for ever where it cannot.</summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Detail">The cause in plain words.</param>
    /// <param name="IsUnreachable">The server could not be reached at all.</param>
    public sealed record Retry(string Code, string Detail, bool IsUnreachable = false) : StepResult
    {
        /// <summary>False when nothing was tried, because the server is left alone now (<c>ServerBreaker</c>).</summary>
        public bool WasTried { get; init; } = true;
    }

    /// <summary>
    /// Trying again cannot help; a person must look. The operation is rolled back at once, or, where it cannot be, waits with an
    /// alert until the cause is gone.
    /// </summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Detail">The cause in plain words.</param>
    /// <param name="RollsBack">Also at a step that otherwise only goes forward: the new version can never be finished.</param>
    public sealed record Impossible(string Code, string Detail, bool RollsBack = false) : StepResult;

    /// <summary>
    /// The target has seen a newer operation of this secret. Who has lost the lease leaves everything to it; who still holds it
    /// is the newest, and goes on under a new number.
    /// </summary>
    /// <param name="Highest">The number that the target has seen; null when it was not asked.</param>
    public sealed record Overtaken(long? Highest = null) : StepResult;

    /// <summary>The operation has been undone and ends as failed.</summary>
    /// <param name="LeftBehind">Why the new version's trace at the target could not be removed; null when it was.</param>
    public sealed record RolledBack(string? LeftBehind) : StepResult;
}

/// <summary>One step of operations. It looks at what is there, does what is missing, and can be repeated without harm.</summary>
internal interface IOperationStep
{
    string Name { get; }

    Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken);
}
