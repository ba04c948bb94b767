using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>The database of a worker: each transaction is one call that happens as a whole, or not at all.</summary>
internal sealed class ModelDatabase(Replay replay) : Database(null!, new OutboxSignal())
{
    public override async Task<T> InTransactionAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        if (replay.IsAtStart)
        {
            return await ReadAsync(CallKind.Load, work);
        }

        var result = await replay.CallAsync(
            CallKind.Commit,
            state =>
            {
                var (after, result) = ModelTransaction.Run(state, work);
                return (after, result, $"{result}");
            },
            result => (T)result!);
        if (result is Operation)
        {
            // The operation at its next step: nothing of the step before is known to the worker.
            replay.BeginStep(TextOf(replay.State));
        }

        return result;
    }

    public override Task<T> ReadAsync<T>(Func<DatabaseTransaction, Task<T>> read, CancellationToken cancellationToken) => ReadAsync(CallKind.Read, read);

    private Task<T> ReadAsync<T>(CallKind kind, Func<DatabaseTransaction, Task<T>> read) => replay.CallAsync(
        kind, state => (state, state, TextOf(state)), seen => ModelTransaction.Run((ModelState)seen!, read).Result);

    private static string TextOf(ModelState state) => $"{state.Operation} {string.Join(' ', state.Versions)} {state.Now}";
}

/// <summary>
/// The rows of servers that do not answer. The model has none: breakers are always closed, so that every attempt is made, and their
/// bookkeeping is no call that could fail.
/// </summary>
internal sealed class ClosedBreakers() : Database(null!, new OutboxSignal())
{
    public override Task<T> InTransactionAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        Task.FromResult(ModelTransaction.Run(new ModelState(), work).Result);
}
