namespace PenguinMails.Vault.Session;

/// <summary>Those who wait for the next token; all of them get the same answer.</summary>
internal sealed class TokenWaiters
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<string> _next = NewRound();

    public Task<string> Next
    {
        get
        {
            lock (_gate)
            {
                return _next.Task;
            }
        }
    }

    public void Succeed(string token) => EndRound().TrySetResult(token);

    public void Fail(VaultUnavailableException failure)
    {
        var round = EndRound();
        round.TrySetException(failure);
        _ = round.Task.Exception; // marks the exception as observed when no caller waits
    }

    private TaskCompletionSource<string> EndRound()
    {
        lock (_gate)
        {
            var round = _next;
            _next = NewRound();
            return round;
        }
    }

    private static TaskCompletionSource<string> NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
