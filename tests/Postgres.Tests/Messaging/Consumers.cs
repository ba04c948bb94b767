using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>Writes down each event it handles.</summary>
internal sealed class RetiredConsumer(Database database) : InboxConsumer<PreviousVersionRetired>(database)
{
    protected override Task HandleAsync(PreviousVersionRetired message, DatabaseTransaction transaction) =>
        transaction.ExecuteAsync("insert into handled (label) values (@Fingerprint)", message);
}

/// <summary>Writes down each event it handles, and cannot handle "poison".</summary>
internal sealed class RevealedConsumer(Database database) : InboxConsumer<SecretRevealed>(database)
{
    private static int _ended;
    private static int _cancelled;

    protected override async Task HandleAsync(SecretRevealed message, DatabaseTransaction transaction)
    {
        await transaction.ExecuteAsync("insert into handled (label) values (@Fingerprint)", message);
        // What the database says of a transaction that it has ended, the first three times.
        await (message.Fingerprint!.StartsWith("ended ", StringComparison.Ordinal) && Interlocked.Increment(ref _ended) % 4 != 0
            ? transaction.ExecuteAsync($"do $$ begin raise exception 'ended' using errcode = '{message.Fingerprint[^5..]}'; end $$")
            : Task.CompletedTask);
        // As the consumer of a batch does when the message that completed it lost its connection.
        if (message.Fingerprint == "cancelled" && Interlocked.Increment(ref _cancelled) < 3)
        {
            throw new OperationCanceledException("for the test", new CancellationToken(canceled: true));
        }

        if (message.Fingerprint == "poison")
        {
            throw new InvalidOperationException("This consumer cannot handle it, however often it tries.");
        }
    }
}

/// <summary>Writes down each command it handles.</summary>
internal sealed class RevokeConsumer(Database database) : InboxConsumer<RevokeSecret>(database)
{
    protected override Task HandleAsync(RevokeSecret message, DatabaseTransaction transaction) =>
        transaction.ExecuteAsync("insert into handled (label) values (@Reason)", message);
}

/// <summary>Cannot handle "broken …" until it is mended; "broken forever" not even then.</summary>
internal sealed class BrokenConsumer(Database database) : InboxConsumer<PreviousVersionRetired>(database)
{
    public static volatile bool IsMended;

    protected override Task HandleAsync(PreviousVersionRetired message, DatabaseTransaction transaction) =>
        message.Fingerprint == "broken forever" || !IsMended
            ? throw new InvalidOperationException($"This consumer cannot handle '{message.Fingerprint}' yet.")
            : transaction.ExecuteAsync("insert into handled (label) values (@Fingerprint)", message);
}
