namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>How a step's effects on Vault and the target went.</summary>
public abstract record StepResult
{
    private StepResult()
    {
    }

    /// <summary>The effects are there; <paramref name="Commit"/> records them.</summary>
    public sealed record Done(Func<DatabaseTransaction, Task> Commit) : StepResult
    {
        public static Done Nothing { get; } = new(_ => Task.CompletedTask);
    }

    /// <summary>The effects are not there, or not confirmed.</summary>
    public sealed record NotDone(TargetAnswer.NotDone Why) : StepResult;

    /// <summary>The operation has been undone and ends as failed.</summary>
    /// <param name="Residue">Why the new version's trace at the target could not be removed; null when it was.</param>
    public sealed record RolledBack(string? Residue) : StepResult
    {
        /// <summary>Whether Vault refused to destroy the new version's material, so that it is still there.</summary>
        public bool KeepsMaterial { get; init; }
    }

    /// <summary>The result's name for metrics and traces.</summary>
    public string Name => this is NotDone notDone ? notDone.Why.GetType().Name : GetType().Name;

    public static implicit operator StepResult(TargetAnswer.NotDone why) => new NotDone(why);
}

/// <summary>One step of operations. It checks what is there, does what is missing, and can be repeated without harm.</summary>
internal interface IOperationStep
{
    string Name { get; }

    /// <summary>The one kind of operation whose step of this name it is; null: every kind that has no other.</summary>
    OperationKind? Kind => null;

    Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken);
}
