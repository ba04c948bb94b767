namespace PenguinMails.KeyIssuance.Operations.Running;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Warning, "Operation {OperationId} waits for a dependency: {Kind}")]
    public static partial void DependencyWaits(ILogger logger, Guid operationId, string kind);

    [LoggerMessage(2002, LogLevel.Information, "Operation {OperationId} is not ours any more")]
    public static partial void LeaseLost(ILogger logger, Guid operationId);

    [LoggerMessage(2003, LogLevel.Error, "Operation {OperationId} broke at step {Step}")]
    public static partial void StepBroke(ILogger logger, Guid operationId, string step, Exception failure);

    [LoggerMessage(2005, LogLevel.Error, "Operation {OperationId} broke")]
    public static partial void OperationBroke(ILogger logger, Guid operationId, Exception failure);

    [LoggerMessage(2006, LogLevel.Information, "The lease of operation {OperationId} was not given back and will run out: {Kind}")]
    public static partial void LeaseRunsOut(ILogger logger, Guid operationId, string kind);
}
