using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>The database of a worker: each transaction is one call that happens as a whole, or not at all.</summary>
internal sealed class ModelDatabase(Replay replay) : Database(null!, new OutboxSignal())
{
    public override Task<T> InTransactionAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken cancellationToken) => replay.CallAsync(
        CallKind.Commit,
        state =>
        {
            var (after, result) = ModelTransaction.Run(state, work);
            return (after, result, $"{result}");
        },
        result => (T)result!);

    public override Task<T> ReadAsync<T>(Func<DatabaseTransaction, Task<T>> read, CancellationToken cancellationToken) => replay.CallAsync(
        CallKind.Load,
        state => (state, state, $"{state.Operation} {string.Join(' ', state.Versions)} {state.Now}"),
        seen => ModelTransaction.Run((ModelState)seen!, read).Result);
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
