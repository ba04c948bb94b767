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

    /// <summary>Not now. The step is tried again, up to the limit of its kind.</summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Detail">The cause in plain words.</param>
    /// <param name="IsUnreachable">The server could not be reached at all.</param>
    public sealed record Retry(string Code, string Detail, bool IsUnreachable = false) : StepResult;

    /// <summary>Trying again cannot help; a person must look.</summary>
    public sealed record Impossible(string Code, string Detail) : StepResult;

    /// <summary>Another operation has overtaken this one; leave everything to it.</summary>
    public sealed record Overtaken : StepResult;
}

/// <summary>One step of operations. It looks at what is there, does what is missing, and can be repeated without harm.</summary>
internal interface IOperationStep
{
    string Name { get; }

    Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken);
}
